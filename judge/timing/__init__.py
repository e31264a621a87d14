"""How fast a submission is beside the reference, and how its time grows: measured after the verdict, which it never changes."""
