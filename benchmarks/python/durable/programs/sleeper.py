"""A function that sleeps for a day."""

import time


def ready() -> bool:
    return True


def main(number: int) -> int:
    time.sleep(24 * 3600)
    return number
