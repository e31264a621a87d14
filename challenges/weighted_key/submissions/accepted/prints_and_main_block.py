"""Greets on import, and has a main block that asks for input, which nobody runs here."""

import random

print("weighted choice ready")


def random_key(weights):
    total = sum(weights.values())
    threshold = random.uniform(0, total)
    for key, weight in weights.items():
        if weight == 0:
            continue
        last = key
        threshold -= weight
        if threshold <= 0:
            return key
    return last


if __name__ == "__main__":
    names = input("Names, separated by blanks: ").split()
    print(random_key({name: 1 for name in names}))
