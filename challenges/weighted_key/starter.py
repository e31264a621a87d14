def random_key(weights: dict[str | int, float]) -> str | int:
    """Return one of the keys, with a probability in proportion to its weight."""
    raise NotImplementedError
