"""Matrices as lists of lists, multiplied."""

from collections.abc import Callable

SIZE = 80

Matrix = list[list[int]]


def make_matrix(size: int, f: Callable[[int, int], int]) -> Matrix:
    return [[f(i, j) for j in range(size)] for i in range(size)]


def multiply(a: Matrix, b: Matrix, size: int) -> Matrix:
    def product(i: int, j: int) -> int:
        row = a[i]
        total = 0
        for k in range(size):
            total += row[k] * b[k][j]
        return total

    return make_matrix(size, product)


def trace(matrix: Matrix, size: int) -> int:
    return sum(matrix[i][i] for i in range(size))


def main(n: int) -> int:
    a = make_matrix(n, lambda i, j: i + j)
    b = make_matrix(n, lambda i, j: 2 * i - j)
    return trace(multiply(a, b, n), n)
