"""The reader: from text to syntax with positions (R7RS 7.1.1 and 7.1.2)."""

from perdure.languages.scheme.reader.reader import Reader, is_incomplete, read, read_datum

__all__ = ["Reader", "is_incomplete", "read", "read_datum"]
