"""Comprehensions of all kinds, nested, with conditions, over each other's results."""

SIZE = 50
ANSWER = 4_647_454


def main(times: int) -> int:
    total = 0
    for k in range(times):
        numbers = [n * k % 97 for n in range(400)]
        odd = [n for n in numbers if n % 2]
        names = {n: f"n{n}" for n in odd}
        lengths = {len(name) for name in names.values()}
        table = [[row * column % 7 for column in range(15)] for row in range(15)]
        flat = [cell for row in table for cell in row if cell]
        pairs = {(a, b) for a in range(10) for b in range(a) if (a + b) % 3 == 0}
        total += sum(odd) + len(names) + sum(lengths) + sum(flat) + len(pairs)
        total += sum(n * n for n in numbers if n < 40)
    return total
