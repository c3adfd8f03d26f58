"""Regular Python, durable: an unmodified .py file whose processes live in an image."""

from perdure.languages.python.code.unit import Unit

__all__ = ["Unit"]
