"""How a worker is contained: one module per mechanism of the kernel."""
