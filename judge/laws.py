"""Named laws of growth: what the time of a call may be proportional to, as a function of the size of its input."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Law:
    """A named law of growth.

    Attributes:
        name: Such as `n log n`.
        log: The natural logarithm of what time is proportional to, since 2ⁿ itself is beyond all floats; for sizes from 5 on.
        below: How far the exponent that programs of that law show is below the law's: terms of lower order make small sizes
            dearer. Measured on the functions of `benchmarks/known_growth.py`.
    """

    name: str
    log: Callable[[float], float]
    below: float

    def exponent(self, smallest: float, largest: float) -> float:
        """The power of the size that the law is nearest to between two sizes."""
        return (self.log(largest) - self.log(smallest)) / math.log(largest / smallest)


LAWS: Final = {
    law.name: law
    for law in (
        Law("1", lambda _: 0.0, 0.06),
        Law("log n", lambda n: math.log(math.log2(n)), 0.06),
        Law("n", math.log, 0.1),
        Law("n log log n", lambda n: math.log(n) + math.log(math.log2(math.log2(n))), 0.1),
        Law("n log n", lambda n: math.log(n) + math.log(math.log2(n)), 0.1),
        Law("n √n", lambda n: 1.5 * math.log(n), 0.15),
        Law("n²", lambda n: 2 * math.log(n), 0.25),
        Law("n³", lambda n: 3 * math.log(n), 0.4),
        Law("2ⁿ", lambda n: n * math.log(2), 2.0),
    )
}
"""By name, slow ones first."""
