"""`exec` and `eval` of texts: what they are given is compiled here, so that the text is known.

Read by: perdure.languages.python.runtime.builtins.
"""

from __future__ import annotations
import __future__

import sys
from typing import Any

from perdure.languages.python.heap.texts import Text, code_of_text
from perdure.languages.python.runtime.captures import current

FLAGS = 0
for _name in __future__.all_feature_names:
    FLAGS |= getattr(__future__, _name).compiler_flag


def compiled(source: Any, mode: str) -> Any:
    """The code of a text that `exec` or `eval` is about to run; else what it was given.

    A text that is no Python is left to them, so that the error has no frame of this.
    """
    if current() is None or type(source) not in (str, bytes):
        return source
    flags = sys._getframe(1).f_code.co_flags & FLAGS
    try:
        text = (
            source.lstrip(b" \t" if type(source) is bytes else " \t") if mode == "eval" else source
        )
        return code_of_text(Text(text, "<string>", mode, flags))
    except Exception:  # noqa: BLE001  (they raise it once more)
        return source
