"""The entry point is an object with its own generator; sorted by weight, so that scans end early."""

from random import SystemRandom


class WeightedChoice:
    def __init__(self):
        self.source = SystemRandom()

    def __call__(self, weights):
        point = self.source.random() * sum(weights.values())
        for key, weight in sorted(weights.items(), key=lambda item: item[1], reverse=True):
            point -= weight
            if point < 0:
                return key
        return max(weights, key=weights.get)


random_key = WeightedChoice()
