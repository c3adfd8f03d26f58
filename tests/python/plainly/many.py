import re

from remote import answer, number

rows = [{"number": n, "texts": [str(n), {n}, (n, 1.5)]} for n in range(400)]


def main():
    found = []
    for n in range(4):
        number(n)
        found.append(answer(n)["texts"])
        rows[n]["number"] = -n
    return found, re.sub("x", lambda _: f"<{number(6)}>", "x")


print(*main(), sum(row["number"] for row in rows))
