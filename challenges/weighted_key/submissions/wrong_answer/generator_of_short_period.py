"""A home-made linear congruential generator that begins anew after 16,384 numbers.

Caught by: test_draws_are_independent
"""

state = 4_321


def random_key(weights):
    global state
    state = (state * 8_245 + 3_267) % 16_384
    point = (state + 0.5) / 16_384 * sum(weights.values())
    for key, weight in weights.items():
        point -= weight
        if point < 0:
            return key
    return max(weights, key=weights.get)
