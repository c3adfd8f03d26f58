"""The libraries that the editions of R7RS-large have added, by name.

Most are a SRFI's library under another name. Of the others this knows the name, so that a
program is told what it asks for and does not have here.

Read by: perdure.languages.scheme.compiler.libraries; the package perdure.bootstrap, which puts
those libraries into an image whose SRFI is there.
"""

from __future__ import annotations

from typing import NamedTuple


class Edition(NamedTuple):
    """Where a library of R7RS-large comes from."""

    colour: str  #: of the edition
    is_what: str  #: the library that it is, printed


def _named(colour: str, libraries: str) -> dict[str, Edition]:
    """From lines like `list = (srfi 1)`."""
    found = {}
    for line in libraries.strip().splitlines():
        name, is_what = line.split(" = ")
        found[f"(scheme {name.strip()})"] = Edition(colour, is_what)
    return found


_KINDS = ("base", "u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64", "f32", "f64", "c64", "c128")

#: Printed name -> what it is. The tangerine edition's (scheme generator) takes the red one's place.
EDITIONS: dict[str, Edition] = {
    **_named(
        "red",
        """
        list = (srfi 1)
        vector = (srfi 133)
        sort = (srfi 132)
        set = (srfi 113)
        charset = (srfi 14)
        hash-table = (srfi 125)
        ilist = (srfi 116)
        ideque = (srfi 134)
        text = (srfi 135)
        lseq = (srfi 127)
        stream = (srfi 41)
        box = (srfi 111)
        list-queue = (srfi 117)
        ephemeron = (srfi 124)
        comparator = (srfi 128)
        rlist = (srfi 101)
        """,
    ),
    **_named(
        "tangerine",
        """
        mapping = (srfi 146)
        mapping hash = (srfi 146 hash)
        regex = (srfi 115)
        generator = (srfi 158)
        division = (srfi 141)
        bitwise = (srfi 151)
        fixnum = (srfi 143)
        flonum = (srfi 144)
        bytevector = (rnrs bytevectors)
        show = (srfi 159)
        """,
    ),
    **{f"(scheme vector {kind})": Edition("tangerine", f"(srfi 160 {kind})") for kind in _KINDS},
}


def missing(name: str) -> str:
    """The words to say of a library that there is not, after its name; "" where that is all."""
    edition = EDITIONS.get(name)
    if edition is None:
        return ""
    return (
        f"; it is {edition.is_what} in the {edition.colour} edition of R7RS-large, "
        "which Perdure does not have"
    )
