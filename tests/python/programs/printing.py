"""print: separators, ends, flush, files; writing to sys.stdout; redirected output."""

import io
import sys

from stopping import stop

print("a", "b", sep="-", end="!\n")
print("no", end=" ")
stop()
print("newline", flush=True)
print()
print(*range(5), sep=", ")
print("to a file", file=(buffer := io.StringIO()))
stop()
print("more", 1, None, file=buffer, end="")
print(repr(buffer.getvalue()))
sys.stdout.write("written\n")
print("äöü €", "tab\there", "line\nbreak")
sys.stderr.write("")
stop()


class Writer:
    def __init__(self):
        self.parts = []

    def write(self, text):
        self.parts.append(stop(text))

    def flush(self):
        self.parts.append("flushed")


writer = Writer()
print("one", 2, file=writer, flush=True)
print(writer.parts)
original = sys.stdout
sys.stdout = writer
print("hidden")
sys.stdout = original
print(writer.parts[-2:], sys.stdout is original)


class Shown:
    def __str__(self):
        print("(asked)", end=" ")
        return stop("shown")


print(Shown(), Shown(), end="|\n")
for i in range(3):
    print("\rstep", i, end="")
    stop()
print()
print("long", "x" * 200)
print({"k": Shown.__name__}, [1.0, True], (None,), sep="\n")
from pprint import pprint

pprint({"b": [stop(n) for n in range(3)], "a": {"nested": ("x" * 30, "y" * 30, "z" * 30)}})
