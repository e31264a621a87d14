"""`judge new`: from a signature, or a solution, to a challenge folder that is valid as it stands."""
