import contextlib
import json
import time

prices = {"ink": 4}
log = []


class OutOfStock(Exception):
    def __init__(self, thing):
        super().__init__(thing)
        self.thing = thing


class Gone(OutOfStock):
    pass


def price_of(thing):
    try:
        rate = 2
        return prices[thing] * rate
    except KeyError as error:
        log.append(repr(error))
        return 0
    finally:
        log.append("left")


def parsed(text):
    length = len(text)
    try:
        return json.loads(text)
    except ValueError:
        return length


def kept(thing):
    with contextlib.suppress(LookupError):
        return prices[thing]
    return -1


class Room:
    def __enter__(self):
        return self

    def __exit__(self, *error):
        log.append("out")
        return True


def roomy(thing):
    with Room():
        raise Gone(thing)
    return "swallowed"


def again(thing):
    try:
        raise OutOfStock(thing)
    except OutOfStock:
        time.sleep(1)
        raise


def outer(thing):
    for _ in range(2):
        try:
            again(thing)
        except OutOfStock as error:
            return error.thing


time.sleep(1)
print(price_of("pen"), price_of("ink"))
print(parsed("[1"), kept("pen"), roomy("nib"), outer("cap"))
print(log)
