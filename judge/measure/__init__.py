"""What a process used, read from the kernel by another process: nothing here asks the process itself."""
