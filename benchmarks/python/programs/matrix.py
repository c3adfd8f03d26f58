"""Nested loops over lists of lists: products and a transposition."""

SIZE = 60
ANSWER = 27_100_336

Matrix = list[list[int]]


def product(a: Matrix, b: Matrix) -> Matrix:
    columns = transposed(b)
    result = []
    for row in a:
        line = []
        for column in columns:
            total = 0
            for i in range(len(row)):
                total += row[i] * column[i]
            line.append(total)
        result.append(line)
    return result


def transposed(a: Matrix) -> Matrix:
    result: Matrix = []
    for j in range(len(a[0])):
        result.append([])
        for i in range(len(a)):
            result[j].append(a[i][j])
    return result


def main(n: int) -> int:
    a = [[(i * 3 + j * 5) % 11 for j in range(n)] for i in range(n)]
    b = product(a, transposed(a))
    trace = 0
    for i in range(n):
        trace += product([b[i]], a)[0][i]
    return trace + sum(b[0])
