import re

from remote import copy, number, put, row, take

rows = [{"number": n} for n in range(400)]


def again():
    """Have the slice that follows a call run again: then the library has what was there before."""
    return re.sub("x", lambda _: str(number(6)), "x")


def main():
    take(rows)
    first = rows[7]
    copy(7)
    again()
    first["number"] = "another"
    print(rows[7], rows[7] is first)
    for value in (1, True, 1.0, -0.0, 0.0, "1"):
        take(rows)
        put(8, value)
        again()
        print(repr(rows[8]["number"]))
    take(rows)
    held = rows[9]
    own = row(9)
    again()
    own["number"] = "own"
    print(rows[9], rows[9] is own, held is own)


main()
