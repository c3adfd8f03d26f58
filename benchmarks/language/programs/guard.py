"""Exceptions raised and handled, and passed on where no clause fits."""

SIZE = 100_000


class DivisibleError(Exception):
    """A multiple of three."""


class NumberError(Exception):
    """Carries a number."""


def check(n: int) -> int:
    if n % 3 == 0:
        raise DivisibleError
    if n % 5 == 0:
        raise NumberError(n)
    if n % 7 == 0:
        raise ValueError("a multiple of seven", n)
    return n


def checked(n: int) -> int:
    try:
        return check(n)
    except DivisibleError:
        return 1
    except ValueError as error:
        number: int = error.args[1]
        return number


def main(n: int) -> int:
    total = 0
    for i in range(1, n + 1):
        try:
            total += checked(i)
        except NumberError:
            total += 2
    return total
