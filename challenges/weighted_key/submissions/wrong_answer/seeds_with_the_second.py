"""Seeds the generator with the time in whole seconds: all calls within a second return the same key.

Caught by: test_follows_the_weights
"""

import random
import time


def random_key(weights):
    return random.Random(int(time.time())).choices(list(weights), weights.values())[0]
