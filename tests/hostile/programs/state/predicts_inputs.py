"""Reads the seed from everything that was seeded for it and computes what Hypothesis will ask, to answer that and nothing else.

Promise: 1
Verdict: wrong_answer
Cause: wrong_value
Layer: host
"""

import os
import random

seed = int(os.environ.get("PYTHONHASHSEED", "0"))
expected = set()
for guess in {seed, 0, random.getrandbits(32)}:
    source = random.Random(guess)
    expected |= {source.randint(-1_000_000, 1_000_000) for _ in range(1_000)}
try:
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded
    from hypothesis import strategies as st

    @seeded(seed)
    @settings(
        max_examples=20, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(n=st.integers(-1_000_000, 1_000_000))
    def remember(n):
        expected.add(n)

    remember()
except Exception:
    pass
answers = {n: 2 * n for n in expected if n > 20}


def double(n):
    return answers.get(n, 0)
