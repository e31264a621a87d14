"""Looks at the first 500 keys only.

Caught by: test_follows_the_weights_of_many_keys
"""

import random
from itertools import islice


def random_key(weights):
    items = dict(islice(weights.items(), 500))
    return random.choices(list(items), items.values())[0]
