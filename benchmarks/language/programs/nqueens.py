"""How many ways n queens can stand: backtracking over short lists."""

SIZE = 9


def is_safe(row: int, placed: list[int]) -> bool:
    for distance, other in enumerate(reversed(placed), start=1):
        if other in (row, row + distance, row - distance):
            return False
    return True


def queens(n: int) -> int:
    placed: list[int] = []

    def place(column: int) -> int:
        if column == n:
            return 1
        found = 0
        for row in range(n):
            if is_safe(row, placed):
                placed.append(row)
                found += place(column + 1)
                placed.pop()
        return found

    return place(0)


def main(n: int) -> int:
    return queens(n)
