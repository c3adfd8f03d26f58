"""A library that nothing is known of; it counts its calls."""

import re

_called = []
_texts = []


def count(number):
    _called.append(number)
    return number * 10


def fail(text):
    _called.append(text)
    raise ValueError(text)


def raised_in(pattern, function):
    """Tell of the exception that a callback of the caller's raises."""
    try:
        return re.sub(pattern, function, "a7")
    except ValueError as error:
        return f"raised {error}"


def seen(text):
    _texts.append(text)


def texts():
    return list(_texts)


def called():
    return list(_called)


def append(items, item):
    items.append(item)
