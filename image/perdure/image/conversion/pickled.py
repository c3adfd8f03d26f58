"""Objects of Python that stay what they are: pickled, under a name that no converter has.

A process of regular Python gives them where no plain data says the same. In a program of another
language one is a `foreign` of this name, with a text for people; given back to Python, it is the
object again. What unpickles it has the classes, and trusts the image as it does its programs.

Read by: perdure.image.conversion.converters.
"""

from __future__ import annotations

import pickle
from typing import Any

from perdure.image.conversion.foreign import attempt, told
from perdure.image.errors import CannotConvert

PICKLED = "%python"  #: the name in images; never changes


def unpickled(data: Any) -> Any:
    """The object; `data` is [text, pickle]. CannotConvert."""
    text, stored = data
    is_made, found = attempt(pickle.loads, stored)
    if not is_made:
        raise CannotConvert(f"{text} is an object that cannot be unpickled here: {told(found)}")
    return found


def not_unpickled(data: Any) -> CannotConvert:
    return CannotConvert(
        f"{data[0]} is an object of the program's; an image that is only looked at makes none"
    )
