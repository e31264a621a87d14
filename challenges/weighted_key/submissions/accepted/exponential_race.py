"""Each key gets an exponential waiting time with its weight as the rate; the first to arrive wins."""

import random


def random_key(weights):
    return min((key for key in weights if weights[key] > 0), key=lambda key: random.expovariate(weights[key]))
