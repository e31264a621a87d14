"""Raises its own limits, takes off what guards them, and asks for a better place in the queue of the processor.

Promise: 4
Verdict: accepted
Cause: -
Layer: rlimits
"""

import os
import resource

INFINITY = resource.RLIM_INFINITY
for name in ("RLIMIT_AS", "RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_CORE", "RLIMIT_CPU"):
    kind = getattr(resource, name)
    soft, hard = resource.getrlimit(kind)
    for change in (
        lambda: resource.setrlimit(kind, (INFINITY, INFINITY)),
        lambda: resource.prlimit(0, kind, (hard, hard + 1)),
    ):
        try:
            change()
        except (OSError, ValueError):
            continue
        if resource.getrlimit(kind)[1] != hard:
            print("ESCAPED", name, resource.getrlimit(kind), flush=True)
for change in (
    lambda: os.nice(-5),
    lambda: os.setpriority(os.PRIO_PROCESS, 0, -5),
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
    lambda: os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1)),
    lambda: open("/proc/self/oom_score_adj", "w").write("-900"),
):
    try:
        change()
        print("ESCAPED to a priority of its own", flush=True)
    except OSError:
        pass


def double(n):
    return 2 * n
