"""Leaves a module and a .pth file among the installed packages: both run in every later interpreter, the judge's own first.

Promise: 5
Verdict: accepted
Cause: -
Layer: landlock
"""

import os
import sys
import sysconfig

places = {sysconfig.get_paths()[name] for name in ("purelib", "platlib", "stdlib", "platstdlib")}
places |= {place for place in sys.path if place} | {os.path.dirname(os.__file__) + "/lib-dynload"}
for place in places:
    for name in ("@MARK@.pth", "@MARK@.py", "@MARK@-1.0.dist-info"):
        path = os.path.join(place, name)
        try:
            with open(path, "x") as file:
                file.write("# nothing\n")
            print("ESCAPED with", path, flush=True)
            os.unlink(path)
        except OSError:
            pass
    for name in ("sitecustomize.py", "usercustomize.py", "os.py", "pytest/__init__.py", "distutils-precedence.pth"):
        try:
            # Opened for writing and closed again: nothing that is there changes.
            os.close(os.open(os.path.join(place, name), os.O_WRONLY))
            print("ESCAPED with", name, "in", place, flush=True)
        except OSError:
            pass


def double(n):
    return 2 * n
