"""Regular Python, durable: an unmodified .py file whose processes live in an image."""

from perdure.languages.python.code.unit import Unit

#: Names that an image may find here.
STORED = ("Unit",)

__all__ = ["STORED", "Unit"]
