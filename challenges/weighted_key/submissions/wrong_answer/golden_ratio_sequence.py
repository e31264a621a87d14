"""Steps through the unit interval by the golden ratio: perfect frequencies, and nothing random about them.

Caught by: test_is_not_too_regular
"""

position = 0.5


def random_key(weights):
    global position
    position = (position + 0.6180339887498949) % 1
    point = position * sum(weights.values())
    for key, weight in weights.items():
        point -= weight
        if point < 0:
            return key
    return max(weights, key=weights.get)
