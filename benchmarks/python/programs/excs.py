"""Exceptions and context managers: raised, caught, passed on, finally, half of the time."""

from types import TracebackType

SIZE = 12_000
ANSWER = (43_200_000, 1_200, 4_800, 0, 2_400)


NUMBERS: dict[int, int] = {}


class Refused(Exception):
    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Desk:
    def __init__(self) -> None:
        self.open = 0
        self.refused = 0

    def __enter__(self) -> "Desk":
        self.open += 1
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self.open -= 1
        if isinstance(error, Refused):
            self.refused += 1
            return error.number % 2 == 0
        return False


def check(n: int) -> int:
    if n % 5 == 0:
        raise Refused(n)
    if n % 5 == 3:
        return NUMBERS[n]
    return n


def handle(n: int, desk: Desk) -> int:
    try:
        with desk:
            return check(n)
    except KeyError as error:
        return int(error.args[0]) - n
    finally:
        desk.open += 0
    return 1  # where the desk has swallowed what was raised


def main(n: int) -> tuple[int, int, int, int, int]:
    desk = Desk()
    total = caught = cleaned = 0
    for i in range(n):
        try:
            total += handle(i, desk)
        except Refused as error:
            caught += error.number % 2
        else:
            continue
        finally:
            cleaned += 1 if i % 5 in (0, 3) else 0
    return total, caught, cleaned, desk.open, desk.refused
