"""Strings built piece by piece with `+`, then looked into."""

SIZE = 2_500


def line_of(number: int) -> str:
    return "item " + str(number) + ": " + str(number * number) + "\n"


def page_of(first: int, size: int) -> str:
    page = ""
    for i in range(size):
        page += line_of(first + i)
    return page


def main(n: int) -> int:
    total = 0
    for i in range(n):
        page = page_of(i, 50)
        total += len(page)
        if page[0:4] == "item":
            total += 1
    return total
