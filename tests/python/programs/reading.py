"""input() and sys.stdin: prompts, lines, the end of input."""
# input: Ann
# input: 5
# input: not a number
# input: 7
# input: line one
# input: line two

import sys

from stopping import stop

name = input("name? ")
stop()
print("hello", name)


def number(prompt):
    while True:
        try:
            return int(input(prompt))
        except ValueError as error:
            stop()
            print("again:", error)


print(number("first? ") + number("second? "))
print(repr(sys.stdin.readline()))
rest = [stop(line.rstrip("\n")) for line in sys.stdin]
print(rest)
try:
    input("more? ")
except EOFError as error:
    print("EOFError", error)
