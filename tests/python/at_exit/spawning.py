# mypy: ignore-errors
import atexit

from perdure import program

atexit.register(print, "parent's")
pid = program.spawn(print, "child")
program.wait(pid)
print("parent")
