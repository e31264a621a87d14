def double(n: int) -> int:
    """Twice a number."""
    return n + n
