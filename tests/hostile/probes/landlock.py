"""Reads a file that any user of the machine may read, and that no submission has any business with."""

try:
    open("/etc/passwd").close()
    print("ESCAPED with a file", flush=True)
except OSError:
    pass


def double(n):
    return 2 * n
