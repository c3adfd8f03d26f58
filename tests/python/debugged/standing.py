import contextlib
import time


class Room:
    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False


prices = {"ink": 4}


def one(thing):
    try:
        time.sleep(5)
        return prices[thing]
    except KeyError:
        return 0
    finally:
        thing = None


def two(pairs):
    total = 0
    for number, thing in pairs:
        while total < 10:
            if number:
                with Room(), contextlib.suppress(KeyError):
                    time.sleep(5)
                    total += prices[thing]
                total += 5
    return total


def three(thing):
    try:
        try:
            raise ValueError(thing)
        except ValueError:
            time.sleep(5)
            raise
    except ValueError:
        time.sleep(5)
        return prices.get(thing) or int(thing)


def made():
    for number in range(3):
        time.sleep(5)
        try:
            yield prices[number]
        except KeyError:
            yield number


def four(_):
    return [number for number in made()]


for function, thing in ((one, "a"), (two, [(1, "b")]), (four, 0), (three, "c")):
    try:
        time.sleep(5)
        print(function(thing))
    except ValueError as error:
        print("error", error)
