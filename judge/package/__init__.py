"""Challenge packages: make, check and hand out challenge folders."""
