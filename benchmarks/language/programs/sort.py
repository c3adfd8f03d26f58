"""Lists sorted by their order and by a key."""

SIZE = 30_000


def random_list(size: int) -> list[int]:
    made = []
    seed = 42
    for _ in range(size):
        made.append(seed)
        seed = (seed * 1103515245 + 12345) % 2147483648
    made.reverse()
    return made


def by_last_digits(numbers: list[int]) -> list[int]:
    return sorted(numbers, key=lambda number: number % 1000)


def checksum(numbers: list[int]) -> int:
    total = 0
    for i, number in enumerate(numbers, start=1):
        total = (total + i * number) % 1000003
    return total


def main(n: int) -> int:
    numbers = random_list(n)
    return (
        checksum(sorted(numbers))
        + checksum(sorted(numbers, reverse=True))
        + checksum(by_last_digits(numbers))
    )
