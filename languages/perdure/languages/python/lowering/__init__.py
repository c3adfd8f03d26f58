"""Lowering: from a text to functions in which every call that may wait is a numbered site."""

from perdure.languages.python.lowering.lower import lower_module
from perdure.languages.python.lowering.options import ALL, Options

__all__ = ["ALL", "Options", "lower_module"]
