"""Files: opening, asking whether one is there, deleting (R7RS 6.13).

A name that is not absolute is looked for from the folder of the image's driver,
when the port is opened; the port keeps the absolute path.

Neighbours: perdure.vm.objects.files, which says what happens when.
"""

from __future__ import annotations

import os
from pathlib import Path

from perdure.languages.scheme.runtime.decorators import effectful, own
from perdure.vm.objects.conditions import fault
from perdure.vm.objects.data import Value, new_string
from perdure.vm.objects.files import (
    FileInput,
    FileOutput,
    check_readable,
    file_fault,
    files_of,
    look_when_written,
    read_bytes,
    wait_until_written,
)
from perdure.vm.objects.singletons import UNSPECIFIED, boolean
from perdure.vm.primitives.checks import text_of
from perdure.vm.texts import NotText, program_text

LARGEST_TEXT = 1 << 30  #: bytes of a file that is read as a whole


def path_of(who: str, name: Value) -> str:
    """The absolute path, links followed, that a file's name stands for."""
    text = text_of(who, name)
    if not text or "\0" in text:
        raise fault(who, "expected the name of a file, got", name, kind="file")
    return os.path.realpath(text)


def _opened_input(who: str, name: Value, is_binary: bool) -> Value:
    path = path_of(who, name)
    wait_until_written(path, own(who), name)
    check_readable(who, path)
    return FileInput(path, is_binary)


@effectful("open-input-file")
def open_input_file(name: Value) -> Value:
    return _opened_input("open-input-file", name, False)


@effectful("open-binary-input-file")
def open_binary_input_file(name: Value) -> Value:
    return _opened_input("open-binary-input-file", name, True)


def _opened_output(who: str, name: Value, is_binary: bool) -> Value:
    """A port to an empty file; what was in it is gone once the slice has committed."""
    path = path_of(who, name)
    port = FileOutput(path, is_binary)
    try:
        files_of(who).create(port)
    except OSError as error:
        raise file_fault(who, path, error) from None
    return port


@effectful("open-output-file")
def open_output_file(name: Value) -> Value:
    return _opened_output("open-output-file", name, False)


@effectful("open-binary-output-file")
def open_binary_output_file(name: Value) -> Value:
    return _opened_output("open-binary-output-file", name, True)


@effectful("file-exists?")
def file_exists(name: Value) -> Value:
    path = path_of("file-exists?", name)
    wait_until_written(path, own("file-exists?"), name)
    return boolean(Path(path).exists())


@effectful("delete-file")
def delete_file(name: Value) -> Value:
    """The link itself where the name is one's."""
    text = text_of("delete-file", name)
    wait_until_written(path_of("delete-file", name), own("delete-file"), name)
    path = str(Path(text).absolute())
    doomed = FileOutput(path, is_binary=True)  # nothing is written by it; it tells of a failure
    try:
        files_of("delete-file").delete(doomed)
    except OSError as error:
        raise file_fault("delete-file", path, error) from None
    look_when_written(doomed, "delete-file", "cannot use the file")
    return UNSPECIFIED


@effectful("%file-text")
def file_text(name: Value) -> Value:
    """The whole text of a file, for `load`."""
    path = path_of("load", name)
    wait_until_written(path, own("%file-text"), name)
    check_readable("load", path)
    try:
        return new_string(program_text(read_bytes("load", path, 0, LARGEST_TEXT)))
    except NotText as error:
        raise fault("load", f'cannot read "{path}": {error.reason}', kind="read") from None
