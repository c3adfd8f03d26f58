"""Takeuchi's function that returns through exceptions."""

SIZE = 6


class Return(Exception):
    """Carries a value to the call that waits for it."""

    def __init__(self, value: int) -> None:
        self.value = value


def ctak(x: int, y: int, z: int) -> int:
    try:
        ctak_to(x, y, z)
    except Return as returned:
        return returned.value
    raise AssertionError("ctak_to always raises")


def ctak_to(x: int, y: int, z: int) -> None:
    while y < x:
        x, y, z = ctak(x - 1, y, z), ctak(y - 1, z, x), ctak(z - 1, x, y)
    raise Return(z)


def main(n: int) -> int:
    return ctak(3 * n, 2 * n, n)
