"""Dies in its first call and is right ever after, for a judge that tries again when a process crashed.
It remembers in its scratch folder, which its next process does not have.

Promise: 5
Verdict: runtime_error
Cause: exit
Layer: host
"""

import os


def double(n):
    if not os.path.exists("been-here"):
        try:
            open("been-here", "w").close()
        except OSError:
            pass
        os._exit(0)
    return 2 * n
