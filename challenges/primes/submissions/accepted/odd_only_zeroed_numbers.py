"""Only odd numbers, held as themselves in a list and zeroed when crossed out."""


def prime_numbers(N):
    if N < 2:
        return []
    numbers = [2, *range(3, N + 1, 2)]
    for index in range(1, len(numbers)):
        p = numbers[index]
        if p * p > N:
            break
        if p:
            for crossed in range((p * p - 1) // 2, len(numbers), p):
                numbers[crossed] = 0
    return [p for p in numbers if p]
