import re

from distant import number


def main():
    rows = []
    for n in range(6):
        found = number(n)
        rows.append(found + 0)
    return rows, re.sub("x", lambda _: f"<{number(6)}>", "x")


print(*main())
