"""The smooth weighted round robin of load balancers: credits grow with the weights, the richest key pays and is returned.

Caught by: test_follows_the_weights_of_many_keys
"""

credits_of = {}


def random_key(weights):
    credit = credits_of.setdefault(tuple(weights.items()), dict.fromkeys(weights, 0))
    for key, weight in weights.items():
        credit[key] += weight
    key = max((key for key in weights if weights[key]), key=credit.get)
    credit[key] -= sum(weights.values())
    return key
