import time


class Room:
    def __enter__(self):
        return self

    def __exit__(self, *error):
        log.append("out")


log = []


def double(x):
    y = x + x
    return y


def total(things):
    breakpoint()
    found = 0
    for each in things:
        found += double(each)
    time.sleep(10)
    with Room():
        found += 1
    return found


print(total([1, 2]))
print(sorted([1, 3], key=lambda n: -n), log)
