"""Functions whose law of growth is known, in plain Python: what naming laws from measured times is tried on."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownGrowth:
    """A function and its law.

    Attributes:
        law: The name of its law.
        source: A Python source with a function `f` of one argument.
        make_input: Makes the arguments for a size.
        smallest: The smallest size to measure.
        largest: The largest.
    """

    law: str
    source: str
    make_input: Callable[[int, random.Random], tuple[object, ...]]
    smallest: int
    largest: int


def floats(size: int, randomness: random.Random) -> tuple[object, ...]:
    """A list of random floats."""
    return ([randomness.random() for _ in range(size)],)


def integers(size: int, randomness: random.Random) -> tuple[object, ...]:
    """A list of random integers below the size."""
    return ([randomness.randrange(size) for _ in range(size)],)


def number(size: int, _randomness: random.Random) -> tuple[object, ...]:
    """The size itself."""
    return (size,)


FUNCTIONS = {
    "constant": KnownGrowth(
        "1",
        """\
def f(x):
    t = 0
    for a in range(30000):
        t += a
    return t
""",
        number,
        1_000,
        1_048_576,
    ),
    "binary searches": KnownGrowth(
        "log n",
        """\
def f(n):
    t = 0
    for k in range(600):
        lo, hi = (0, n)
        while lo < hi:
            m = (lo + hi) // 2
            if m < n // 3 + k:
                lo = m + 1
            else:
                hi = m
        t += lo
    return t
""",
        number,
        1_024,
        1_099_511_627_776,
    ),
    "halving": KnownGrowth(
        "log n",
        """\
def f(n):
    t = 0
    for k in range(2000):
        m = n + k
        while m:
            m //= 2
            t += 1
    return t
""",
        number,
        1_024,
        1_152_921_504_606_846_976,
    ),
    "sum": KnownGrowth(
        "n",
        """\
def f(x):
    t = 0
    for v in x:
        t += v
    return t
""",
        floats,
        500,
        1_048_576,
    ),
    "counting dict": KnownGrowth(
        "n",
        """\
def f(x):
    d = {}
    for v in x:
        d[v] = d.get(v, 0) + 1
    return len(d)
""",
        integers,
        500,
        1_048_576,
    ),
    "prefix sums": KnownGrowth(
        "n",
        """\
def f(x):
    o = [0]
    for v in x:
        o.append(o[-1] + v)
    return o[-1]
""",
        floats,
        500,
        1_048_576,
    ),
    "running maximum": KnownGrowth(
        "n",
        """\
def f(x):
    m = 0
    o = []
    for v in x:
        if v > m:
            m = v
        o.append(m)
    return len(o)
""",
        floats,
        500,
        1_048_576,
    ),
    "recursive append": KnownGrowth(
        "n",
        """\
def f(n):
    x = [[[i], [i, [i]]] for i in range(n // 3)]
    o = []
    def g(v):
        for e in v:
            if isinstance(e, list):
                g(e)
            else:
                o.append(e)
    g(x)
    return len(o)
""",
        number,
        500,
        1_048_576,
    ),
    "sieve": KnownGrowth(
        "n log log n",
        """\
def f(n):
    s = bytearray([1]) * (n + 1)
    p = 2
    while p * p <= n:
        if s[p]:
            for q in range(p * p, n + 1, p):
                s[q] = 0
        p += 1
    return sum(s)
""",
        number,
        1_000,
        16_777_216,
    ),
    "merge sort": KnownGrowth(
        "n log n",
        """\
def f(x):
    if len(x) < 2:
        return x
    h = len(x) // 2
    a, b = (f(x[:h]), f(x[h:]))
    o = []
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] <= b[j]:
            o.append(a[i])
            i += 1
        else:
            o.append(b[j])
            j += 1
    return o + a[i:] + b[j:]
""",
        floats,
        250,
        1_048_576,
    ),
    "sorted": KnownGrowth(
        "n log n",
        """\
def f(x):
    return sorted(x)[0]
""",
        floats,
        1_000,
        1_048_576,
    ),
    "heap sort": KnownGrowth(
        "n log n",
        """\
import heapq
def f(x):
    h = list(x)
    heapq.heapify(h)
    return sum((heapq.heappop(h) for _ in range(len(h))))
""",
        floats,
        500,
        1_048_576,
    ),
    "fenwick": KnownGrowth(
        "n log n",
        """\
def f(x):
    n = len(x)
    t = [0] * (n + 1)
    s = 0
    for v in x:
        i = v + 1
        while i <= n:
            t[i] += 1
            i += i & -i
        i = v + 1
        while i:
            s += t[i]
            i -= i & -i
    return s
""",
        integers,
        250,
        1_048_576,
    ),
    "bisect each": KnownGrowth(
        "n log n",
        """\
def f(x):
    s = sorted(x)
    t = 0
    for v in x:
        lo, hi = (0, len(s))
        while lo < hi:
            m = (lo + hi) // 2
            if s[m] < v:
                lo = m + 1
            else:
                hi = m
        t += lo
    return t
""",
        floats,
        250,
        1_048_576,
    ),
    "root loop": KnownGrowth(
        "n √n",
        """\
def f(n):
    t = 0
    r = int(n ** 0.5)
    for a in range(n):
        for b in range(r):
            t += 1
    return t
""",
        number,
        100,
        1_048_576,
    ),
    "divisor counts by root": KnownGrowth(
        "n √n",
        """\
def f(n):
    t = 0
    for a in range(1, n + 1):
        d = 1
        while d * d <= n:
            t += a % d == 0
            d += 1
    return t
""",
        number,
        100,
        1_048_576,
    ),
    "mo blocks": KnownGrowth(
        "n √n",
        """\
def f(x):
    n = len(x)
    r = int(n ** 0.5) + 1
    t = 0
    for i in range(n):
        for j in range(max(0, i - r), i):
            t += x[j]
    return t
""",
        floats,
        100,
        1_048_576,
    ),
    "pairs": KnownGrowth(
        "n²",
        """\
def f(x):
    t = 0
    for a in x:
        for b in x:
            t += a < b
    return t
""",
        floats,
        25,
        16_384,
    ),
    "naive inversions": KnownGrowth(
        "n²",
        """\
def f(x):
    t = 0
    for i in range(len(x)):
        for j in range(i):
            t += x[j] > x[i]
    return t
""",
        integers,
        25,
        16_384,
    ),
    "bubble sort": KnownGrowth(
        "n²",
        """\
def f(x):
    x = list(x)
    n = len(x)
    for i in range(n):
        for j in range(n - 1 - i):
            if x[j] > x[j + 1]:
                x[j], x[j + 1] = (x[j + 1], x[j])
    return x[0]
""",
        floats,
        25,
        16_384,
    ),
    "concatenation": KnownGrowth(
        "n²",
        """\
def f(x):
    o = []
    for v in x:
        o = o + [v]
    return len(o)
""",
        floats,
        250,
        65_536,
    ),
    "pop front": KnownGrowth(
        "n²",
        """\
def f(x):
    x = list(x)
    t = 0
    while x:
        t += x.pop(0)
    return t
""",
        floats,
        4_000,
        1_048_576,
    ),
    "matrix product": KnownGrowth(
        "n³",
        """\
def f(n):
    a = [[i + j for j in range(n)] for i in range(n)]
    c = [[sum((a[i][k] * a[k][j] for k in range(n))) for j in range(n)] for i in range(n)]
    return c[0][0]
""",
        number,
        6,
        1_024,
    ),
    "floyd": KnownGrowth(
        "n³",
        """\
def f(n):
    d = [[abs(i - j) for j in range(n)] for i in range(n)]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if d[i][k] + d[k][j] < d[i][j]:
                    d[i][j] = d[i][k] + d[k][j]
    return d[0][0]
""",
        number,
        6,
        1_024,
    ),
    "subsets": KnownGrowth(
        "2ⁿ",
        """\
def f(n):
    def g(i, s):
        return s == 7 if i == n else g(i + 1, s) + g(i + 1, s + i)
    return g(0, 0)
""",
        number,
        6,
        128,
    ),
    "bit masks": KnownGrowth(
        "2ⁿ",
        """\
def f(n):
    return sum((m & 1 for m in range(1 << n)))
""",
        number,
        6,
        128,
    ),
    "trial division": KnownGrowth(
        "n √n",
        """\
def f(n):
    o = []
    for k in range(2, n + 1):
        d = 2
        while d * d <= k:
            if k % d == 0:
                break
            d += 1
        else:
            o.append(k)
    return o
""",
        number,
        250,
        1_048_576,
    ),
}
"""By what they do. Trial division to the root takes n √n / log n, which lies between n log n and n √n."""
