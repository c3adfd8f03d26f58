"""Temporary files with a name, over waits. See perdure.languages.python.runtime.temporary.

Read by: perdure.languages.python.machine.storing.
"""

from __future__ import annotations

from typing import Any

from perdure.languages.python.heap import kind_reducers, maker
from perdure.languages.python.runtime.temporary import TemporaryFile


@kind_reducers(TemporaryFile)
def reduce_temporary_file(dumper: Any, file: TemporaryFile) -> Any:
    return temporary_file, (file.file, file.name, file.delete, file.delete_on_close)


@maker
def temporary_file(file: Any, name: str, delete: bool, delete_on_close: bool) -> TemporaryFile:
    return TemporaryFile(file, name, delete, delete_on_close)
