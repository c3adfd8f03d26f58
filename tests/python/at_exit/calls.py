# mypy: ignore-errors
import atexit

atexit.register(print, "after the call")


def double(n):
    return 2 * n
