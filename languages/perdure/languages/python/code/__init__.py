"""Lowered code: data, and the bytes in which images keep it."""

from perdure.languages.python.code.data import (
    FunctionKind,
    LoweredFunction,
    LoweredModule,
    Site,
    SiteKind,
)
from perdure.languages.python.code.decoding import decode
from perdure.languages.python.code.encoding import digest_of, encode
from perdure.languages.python.code.names import ASKED, DOTTED, FORMER, HAVING, KNOWN, TWINS
from perdure.languages.python.code.unit import Unit, new_unit

__all__ = [
    "ASKED",
    "DOTTED",
    "FORMER",
    "HAVING",
    "KNOWN",
    "TWINS",
    "FunctionKind",
    "LoweredFunction",
    "LoweredModule",
    "Site",
    "SiteKind",
    "Unit",
    "decode",
    "digest_of",
    "encode",
    "new_unit",
]
