def prime_numbers(N: int) -> list[int]:
    """List every prime up to and including N, in ascending order; an empty list when N is below 2."""
    raise NotImplementedError
