"""Deletes keys of weight zero from the caller's dict.

Caught by: test_leaves_its_input_as_it_was
"""

import random


def random_key(weights):
    for key in [key for key, weight in weights.items() if not weight]:
        del weights[key]
    return random.choices(list(weights), weights.values())[0]
