"""The frames that are nobody's business: the libraries' inner works, and what loads a text.

Read by: perdure.image.debugging.frames, perdure.repl.stacks.
"""

from __future__ import annotations

import re

from perdure.vm.objects.procedures import LIBRARY_PREFIX, Source

LOADERS = (f"{LIBRARY_PREFIX}loading.sld", f"{LIBRARY_PREFIX}load.sld")
#: The files of a language's own that its programs run, wherever it is installed.
GUEST = re.compile(r"/perdure/languages/\w+/runtime/(?:\w+/)*guest\w*\.py")


def is_inner(name: str, source: Source | None) -> bool:
    """Whether a procedure is such, by its name (with %, or none) and the text that it is from."""
    if source is not None and (source.name in LOADERS or GUEST.search(source.name)):
        return True
    is_library = source is not None and source.name.startswith(LIBRARY_PREFIX)
    return name.startswith("%") or (not name and is_library)
