"""Takes the weights for logits: probabilities in proportion to exp(weight).

Caught by: test_follows_the_weights
"""

import math
import random


def random_key(weights):
    positive = {key: weight for key, weight in weights.items() if weight}
    largest = max(positive.values())
    return random.choices(list(positive), [math.exp(weight - largest) for weight in positive.values()])[0]
