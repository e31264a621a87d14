"""Seeds the generator whenever the weights differ from those of the call before: the first draw is always the same.

Caught by: test_draws_with_different_weights_are_independent
"""

import random

known = None


def random_key(weights):
    global known
    if weights != known:
        random.seed(2_024)
        known = dict(weights)
    return random.choices(list(weights), weights.values())[0]
