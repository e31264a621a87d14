"""Say how submissions are contained on this machine, and prove it by letting hostile probes loose in a real worker."""
