"""The entry point is an object that sums up one pair after another from copies that it consumes."""

from collections import deque


class RootMeanSquaredError:
    def __init__(self):
        self.reset()

    def reset(self):
        self.total, self.count = 0.0, 0

    def update(self, pred, true):
        self.total += (pred - true) ** 2
        self.count += 1

    def __call__(self, y_pred, y_true):
        self.reset()
        pred, true = deque(y_pred), deque(y_true)
        while pred and true:
            self.update(pred.popleft(), true.popleft())
        if pred or true or not self.count:
            raise ValueError("lists of one length, please")
        return (self.total / self.count) ** 0.5


calculate_rmse = RootMeanSquaredError()
