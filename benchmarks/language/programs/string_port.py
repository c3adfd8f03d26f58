"""Text written to an `io.StringIO`, read again by lines and by characters."""

import io

SIZE = 30_000


def text_of(n: int) -> str:
    port = io.StringIO()
    for i in range(n):
        port.write(str(i))
        port.write(" ")
        port.write("entry")
        port.write("\n")
    return port.getvalue()


def count_lines(text: str) -> int:
    port = io.StringIO(text)
    count = longest = 0
    for line in port:
        count += 1
        longest = max(longest, len(line.rstrip("\n")))
    return count + longest


def count_spaces(text: str) -> int:
    port = io.StringIO(text)
    count = 0
    while c := port.read(1):
        if c == " ":
            count += 1
    return count


def main(n: int) -> int:
    text = text_of(n)
    return count_lines(text) + count_spaces(text)
