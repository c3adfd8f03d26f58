"""Backtracking: queens on a board, by recursion over lists that grow and shrink."""

SIZE = 8
ANSWER = 92


def threatens(queens: list[int], column: int) -> bool:
    row = len(queens)
    threats = 0
    for r, c in enumerate(queens):
        if c == column or abs(c - column) == row - r:
            threats += 1
            break
    return threats > 0


def solutions(size: int, queens: list[int]) -> int:
    if len(queens) == size:
        return 1
    found = 0
    for column in range(size):
        if not threatens(queens, column):
            queens.append(column)
            found += solutions(size, queens)
            queens.pop()
    return found


def main(size: int) -> int:
    return solutions(size, [])
