"""The part of docs/scheme.md that tells which names each library has.

    python -m tests.scheme.reference    # writes it anew, from the libraries themselves

What stands above the marker in that file is written by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import fill
from typing import Any

from perdure.bootstrap.bootstrap import load_libraries
from perdure.languages.scheme import DEFAULT_LIBRARIES, EDITIONS
from perdure.vm import Environment
from perdure.vm.objects.numeric_vectors import KINDS
from tests.scheme.report import REPORT, names_of

DOCUMENT = Path(__file__).parents[2] / "docs" / "scheme.md"
MARKER = "<!-- from here on written by `python -m tests.scheme.reference` -->\n"

#: Libraries of Perdure's own that programs are meant to import; the other (perdure ...)
#: libraries are what these and the report's are made of.
OWN = {
    "(rnrs bytevectors)": "That of R6RS: `bytevector-copy!` takes the source first.",
    "(perdure base)": "Common names beside the report's, of SRFIs 1, 13, 60, 133 and MIT Scheme.",
    "(perdure channels)": "Channels and `select`; see [concurrency.md](concurrency.md).",
    "(perdure conditions)": "Restarts, and handlers that choose them; see "
    "[conditions.md](conditions.md).",
    "(perdure foreign)": "Python objects, encoded; see [embedding.md](embedding.md).",
    "(perdure image)": "What concerns an image as a whole; see "
    "[living.md](living.md#of-the-whole-image).",
    "(perdure inspect)": "What inspectors show; see [living.md](living.md#the-inspector).",
    "(perdure locks)": "Semaphores, mutexes and their like; see [concurrency.md](concurrency.md).",
    "(perdure mailbox)": "Messages that are chosen, requests and replies, monitors and links; see "
    "[mailboxes.md](mailboxes.md).",
    "(perdure parallel)": "Several things at once; see [processes.md](processes.md#children).",
    "(perdure requests)": "Queries, signals, updates and progress; see [requests.md](requests.md).",
    "(perdure retry)": "Trying again, and undoing; see [retrying.md](retrying.md).",
    "(perdure queues)": "Jobs that wait for their turn; see [queues.md](queues.md).",
    "(perdure schedules)": "What is started again and again; see [schedules.md](schedules.md).",
    "(perdure supervisor)": "Processes that start others again; see "
    "[supervisors.md](supervisors.md).",
    "(perdure versions)": "Which version of the program a process is of; see "
    "[embedding.md](embedding.md#new-versions-of-the-program).",
    "(perdure process)": "Processes; see [processes.md](processes.md).",
}

#: What each SRFI is about; a library `(srfi N)` that is not told of here is an error.
SRFIS = {
    0: "`cond-expand`",
    1: "lists",
    2: "`and-let*`",
    6: "string ports",
    8: "`receive`",
    9: "record types",
    11: "`let-values`",
    13: "strings",
    14: "character sets, which never change",
    16: "`case-lambda`",
    18: "threads, which are processes; handlers are those of R7RS",
    23: "`error`",
    26: "`cut`",
    27: "sources of random bits; the default one is kept in the image",
    28: "`format`",
    30: "nested comments",
    31: "`rec`",
    34: "exceptions",
    39: "parameters; a call with an argument sets what is in effect",
    41: "streams",
    45: "lazy algorithms",
    46: "`syntax-rules` with an ellipsis of one's own",
    62: "datum comments",
    64: "tests; what failed is printed with its form",
    69: "hash tables",
    87: "`=>` in `case`",
    98: "environment variables",
    101: "lists with access by index in logarithmic time, which never change",
    111: "boxes",
    113: "sets and bags",
    115: "regular expressions, matched by Python's `re`",
    116: "lists that never change; their pairs are pairs as those of a literal are",
    117: "queues made of lists",
    118: "adjustable strings",
    124: "ephemerons, which are never broken",
    125: "hash tables with comparators, the same tables as those of `(srfi 69)`",
    127: "lazy sequences: lists that a generator goes on with",
    128: "comparators",
    132: "sorting, merging, selection; every sort is stable",
    133: "vectors",
    134: "deques that never change",
    135: "texts that never change, `«text»`; a predicate may be a character or a set too",
    141: "six ways to divide integers",
    143: "fixnums, of 62 bits; what is out of range is an error",
    144: "flonums",
    145: "`assume`, which is checked",
    146: "mappings that never change: search trees",
    151: "bitwise operations",
    152: "strings, a smaller library; a predicate may be a character or a set too",
    158: "generators and accumulators",
    160: "vectors of numbers of one machine type, `#f64(0.5 2.0)`; that of `u8` is a bytevector",
    180: "JSON; reaching a limit is an error, and one in a sequence ends one text of it",
    219: "curried `define`",
    226: "delimited continuations; `prompt` and `control` are its examples",
}

#: Libraries `(srfi N part)` that are no section of `(srfi N)`.
PARTS = {
    "(srfi 146 hash)": "the same by hashes of the keys",
    "(srfi 160 base)": "the basic procedures of all kinds of vectors of numbers",
    **{f"(srfi 160 {kind})": SRFIS[160] for kind in KINDS},
}


def written() -> str:
    """The generated part as it should be."""
    libraries: dict[str, Environment] = {}
    load_libraries(libraries)
    exports = {name: set(library.exports.keys()) for name, library in libraries.items()}
    return "\n".join(
        [
            *_report_section(exports),
            *_editions_section(exports),
            *_srfi_section(exports),
            *_own_section(exports),
            "## A program without imports\n",
            "A program that imports nothing, `eval`, `load` and the REPL have all of:\n",
            _paragraph(name for name in DEFAULT_LIBRARIES if _is_public(name, exports)),
        ]
    )


def _report_section(exports: Mapping[str, set[str]]) -> list[str]:
    lines = ["## Libraries of R7RS-small\n", "| library | what of it is there |", "|---|---|"]
    lines += [f"| `{name}` | {_status(name, exports.get(name, set()))} |" for name in REPORT]
    return [*lines, ""]


def _status(library: str, have: set[str]) -> str:
    wanted = names_of(library)
    missing = [name for name in wanted if name not in have]
    if not missing:
        return "all" if len(wanted) < 2 else f"all {len(wanted)} names"
    if len(missing) == len(wanted):
        return "not yet"
    return f"not yet: {', '.join(f'`{name}`' for name in missing)}"


def _editions_section(exports: Mapping[str, set[str]]) -> list[str]:
    """The editions of R7RS-large, whose libraries are SRFIs under other names."""
    lines = ["## Libraries of R7RS-large\n", "Those of its red and tangerine editions.\n"]
    lines += ["| library | what it is |", "|---|---|"]
    absent = []
    for name, edition in sorted(EDITIONS.items()):
        if name not in exports:
            absent.append(name)
        elif exports[name] == exports[edition.is_what]:
            lines.append(f"| `{name}` | `{edition.is_what}` |")
        else:
            lines.append(f"| `{name}` | `{edition.is_what}`, with other names |")
    return [*lines, "", "Not there:\n", _paragraph(absent)]


def _srfi_section(exports: Mapping[str, set[str]]) -> list[str]:
    lines = ["## SRFIs\n", "`(srfi 1)` and so on, each with the names that the SRFI says.\n"]
    lines += ["| library | what | names |", "|---|---|---|"]
    for library in sorted((name for name in exports if name.startswith("(srfi ")), key=_srfi_parts):
        number, *part = _srfi_parts(library)
        what = PARTS.get(library, "of these, those of that section") if part else SRFIS[number]
        lines.append(f"| `{library}` | {what} | {len(exports[library])} |")
    return [*lines, ""]


def _srfi_parts(library: str) -> tuple[Any, ...]:
    """`(srfi 226 prompt)` -> (226, "prompt")."""
    number, *part = library.removeprefix("(srfi ").removesuffix(")").split()
    return (int(number), *part)


def _own_section(exports: Mapping[str, set[str]]) -> list[str]:
    lines = ["## Other libraries\n"]
    for library, text in OWN.items():
        lines += [f"### {library}\n", text, "", _paragraph(sorted(exports[library])), ""]
    return lines


def _is_public(library: str, exports: Mapping[str, set[str]]) -> bool:
    return library in exports and (
        library in REPORT or library in OWN or library.startswith("(srfi ")
    )


def _paragraph(names: Iterable[str]) -> str:
    text = ",\n".join(f"`{name}`" for name in names)
    return fill(text, 96, break_long_words=False, break_on_hyphens=False) + "\n"


if __name__ == "__main__":
    by_hand = DOCUMENT.read_text(encoding="utf-8").partition(MARKER)[0]
    DOCUMENT.write_text(f"{by_hand}{MARKER}\n{written()}", encoding="utf-8")
