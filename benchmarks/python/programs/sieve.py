"""Loops and subscripts: the primes below a number."""

SIZE = 200_000
ANSWER = 17_984


def main(limit: int) -> int:
    is_prime = [True] * limit
    is_prime[0] = is_prime[1] = False
    n = 2
    while n * n < limit:
        if is_prime[n]:
            multiple = n * n
            while multiple < limit:
                is_prime[multiple] = False
                multiple += n
        n += 1
    count = 0
    for each in is_prime:
        if each:
            count += 1
    return count
