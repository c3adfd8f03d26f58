"""The Python function whose calls are the durable steps."""

from perdure.image import effect


@effect
def step(number: int) -> int:
    """A trivial effect; not async, so it runs in a thread of the image's pool."""
    return number + 1
