"""Draws again if the key is the one returned last, "because that does not look random".

Caught by: test_follows_the_weights
"""

import random

last = None


def random_key(weights):
    global last
    keys = [key for key in weights if weights[key] and key != last] or [key for key in weights if weights[key]]
    last = random.choices(keys, [weights[key] for key in keys])[0]
    return last
