"""An exception without a handler: its cause, then itself, then code 1; `finally` runs first."""

from stopping import stop


class OrderFailed(Exception):
    def __init__(self, number):
        super().__init__(f"order {number} failed")
        self.number = number


def charge(number):
    try:
        stop()
        return {}[number]
    except KeyError as error:
        raise OrderFailed(number) from error


def main():
    try:
        for number in range(3):
            stop()
            print("order", number)
            if number == 1:
                charge(number)
    finally:
        stop()
        print("cleaned up")


main()
