"""Lists made, filtered and added up, as comprehensions."""

SIZE = 4_000


def sum_of_squares(size: int) -> int:
    return sum([x * x for x in range(size) if x % 2 == 1])


def pairs_that_sum_to(total: int, numbers: list[int]) -> int:
    return len([(a, b) for a in numbers for b in numbers if a + b == total])


def main(n: int) -> int:
    total = 0
    for _ in range(n):
        total += sum_of_squares(200) + pairs_that_sum_to(20, [1, 3, 5, 7, 9, 11, 13, 15, 17, 19])
    return total
