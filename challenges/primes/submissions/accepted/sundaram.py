"""The sieve of Sundaram: 2k + 1 is prime unless k = i + j + 2ij. Two is added by hand."""


def prime_numbers(N):
    if N < 2:
        return []
    half = (N - 1) // 2
    crossed = [False] * (half + 1)
    for i in range(1, half + 1):
        first = 2 * i * (i + 1)
        if first > half:
            break
        for k in range(first, half + 1, 2 * i + 1):
            crossed[k] = True
    return [2] + [2 * k + 1 for k in range(1, half + 1) if not crossed[k]]
