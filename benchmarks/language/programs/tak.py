"""Takeuchi's function: calls with three arguments, one of four a tail call."""

SIZE = 22


def tak(x: int, y: int, z: int) -> int:
    if y < x:
        return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))
    return z


def main(n: int) -> int:
    return tak(n, 2 * n // 3, n // 3)
