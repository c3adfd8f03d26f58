# mypy: ignore-errors
import atexit
import time


def called(name):
    for number in (1, 2):
        print(name, number)
        time.sleep(86400)


atexit.register(called, "second")
atexit.register(called, "first")
print("body")
time.sleep(86400)
