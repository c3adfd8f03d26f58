"""Operations on files that say that they have been done, where a crash has them done again.

An effect whose worker was killed is called once more: a file that is to be deleted may then be
gone, a folder that is to be made may be there. That is no error of the program's.

Read by: perdure.languages.python.machine.invoking.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import MethodType
from typing import Any

#: By function, the error by which it says that it has been done.
DONE: dict[Any, type[OSError]] = {
    **dict.fromkeys(
        (os.remove, os.unlink, os.rmdir, os.rename, os.replace, shutil.rmtree, shutil.move),
        FileNotFoundError,
    ),
    **dict.fromkeys((os.mkdir, os.makedirs, os.symlink, os.link), FileExistsError),
    **dict.fromkeys((Path.unlink, Path.rmdir, Path.rename, Path.replace), FileNotFoundError),
    **dict.fromkeys((Path.mkdir, Path.symlink_to, Path.hardlink_to, Path.touch), FileExistsError),
}
MOVING = (Path.rename, Path.replace)


def bare(function: Any) -> Any:
    return function.__func__ if isinstance(function, MethodType) else function


def was_done(function: Any, error: BaseException) -> bool:
    """Whether a call that is made again has failed because it has been made before."""
    try:
        kind = DONE.get(bare(function))
    except TypeError:  # what has no hash is none of these
        return False
    return kind is not None and isinstance(error, kind)


def value_of(function: Any, arguments: tuple[Any, ...]) -> Any:
    """The value that it gave then."""
    if bare(function) in MOVING:
        return Path(arguments[-1])
    return arguments[1] if function is shutil.move else None
