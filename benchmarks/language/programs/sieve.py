"""The sieve of Eratosthenes: a list set and read in nested loops."""

SIZE = 400_000


def count_primes(limit: int) -> int:
    is_prime = [True] * (limit + 1)
    count = 0
    for i in range(2, limit + 1):
        if is_prime[i]:
            for j in range(i * i, limit + 1, i):
                is_prime[j] = False
            count += 1
    return count


def main(n: int) -> int:
    return count_primes(n)
