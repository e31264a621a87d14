"""Our only code that runs in the submission's process. Nothing here is trusted, and nothing trusted imports it."""
