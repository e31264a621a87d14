"""Returns a set of ints that all have the same hash: the judge would compare every one with every other.

Promise: 6
Verdict: runtime_error
Cause: protocol_violation
Layer: protocol
"""

import os
import sys
from array import array

from judge.wire import messages

MODULUS = 2**61 - 1
# Only four multiples fit 64 bits; texts of keys would need the seed of the hash. So big ones, of nine to ten bytes each.
COUNT = 40_000


def double(n):
    frame = sys._getframe()
    while frame.f_code.co_name != "main":
        frame = frame.f_back
    found = frame.f_locals
    numbers = [(k * MODULUS).to_bytes(10, "little") for k in range(10, 10 + COUNT)]
    body = b"S" + array("I", [COUNT]).tobytes() + b"j" + array("I", [10] * COUNT).tobytes() + b"".join(numbers)
    os.write(found["replies"], messages.HEADER.pack(len(body), messages.RETURNED, 0, 0, found["call_id"]))
    view = memoryview(body)
    while view:
        view = view[os.write(found["replies"], view) :]
    os.read(found["commands"], 1)
