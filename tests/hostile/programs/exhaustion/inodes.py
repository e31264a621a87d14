"""Makes five thousand empty files, and folders within folders: no bytes to speak of, but a file system has only so many names.

Promise: 6
Verdict: accepted
Cause: -
Layer: namespaces
"""

made = 0
try:
    for number in range(5_000):
        open(f"empty-{number}", "x").close()
        made += 1
except OSError:
    pass
if made == 5_000:
    print("ESCAPED with", made, "files", flush=True)


def double(n):
    return 2 * n
