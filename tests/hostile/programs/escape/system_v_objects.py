"""Makes shared memory, semaphores and message queues of System V, which live until somebody removes them.

Promise: 2
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes

IPC_CREAT, IPC_RMID = 0o1000, 0
libc = ctypes.CDLL(None, use_errno=True)
made = {
    "shared memory": (libc.shmget(0, 4096, IPC_CREAT | 0o666), lambda number: libc.shmctl(number, IPC_RMID, None)),
    "semaphores": (libc.semget(0, 1, IPC_CREAT | 0o666), lambda number: libc.semctl(number, 0, IPC_RMID)),
    "messages": (libc.msgget(0, IPC_CREAT | 0o666), lambda number: libc.msgctl(number, IPC_RMID, None)),
}
for name, (number, remove) in made.items():
    if number >= 0:
        print("ESCAPED into", name, flush=True)
        remove(number)


def double(n):
    return 2 * n
