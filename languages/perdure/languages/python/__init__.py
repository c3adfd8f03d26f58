"""Regular Python, durable: an unmodified .py file whose processes live in an image."""

from perdure.languages.python.code.unit import Unit
from perdure.languages.python.language import Python, language
from perdure.languages.python.machine.bases import Base
from perdure.languages.python.machine.chunks import Chunk
from perdure.languages.python.machine.journal import Entry
from perdure.languages.python.machine.programs import Codes, Program

#: All that a record may name in this module (perdure.image.schema.classes). Never take one away.
STORED = ("Base", "Chunk", "Codes", "Entry", "Program", "Unit")

__all__ = ["STORED", "Base", "Chunk", "Codes", "Entry", "Program", "Python", "Unit", "language"]
