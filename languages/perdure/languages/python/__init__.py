"""Regular Python, durable: an unmodified .py file whose processes live in an image."""

from perdure.languages.python.code.unit import Unit
from perdure.languages.python.language import Python, language
from perdure.languages.python.machine.bases import Base
from perdure.languages.python.machine.chunks import Chunk
from perdure.languages.python.machine.journal import Entry
from perdure.languages.python.machine.programs import Codes, Program
from perdure.languages.python.machine.stopping import Stopped

#: All that a record may name in this module (perdure.image.schema.classes). Never take one away.
STORED = ("Base", "Chunk", "Codes", "Entry", "Program", "Stopped", "Unit")

__all__ = [
    "STORED",
    "Base",
    "Chunk",
    "Codes",
    "Entry",
    "Program",
    "Python",
    "Stopped",
    "Unit",
    "language",
]
