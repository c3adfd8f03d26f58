"""A library whose functions are effects, and which has been given what the program has."""

_given = []


def take(rows):
    """Have rows that later calls look at, or change."""
    _given.append(rows)


def number(n):
    return n


def answer(n):
    """Something new."""
    return {"number": n, "texts": [str(n)]}


def row(n):
    """Something that the program has."""
    return _given[-1][n]


def copy(n):
    """Put a copy, which is equal, in the place of a row."""
    _given[-1][n] = dict(_given[-1][n])


def put(n, value):
    _given[-1][n]["number"] = value
