"""Opening the image that a command is about, and what its errors become.

Everything that `perdure.image` refuses to do becomes a `Refused`, which main
prints as one line; a process's own failure becomes a `ProgramFailed`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from perdure.image import Image, ImageError, ProcessCancelled, ProcessFailed
from perdure.repl.failures import ProgramFailed, Refused
from perdure.repl.options import image_name


@contextmanager
def open_image(
    image: str | None, provided: Sequence[str] = (), *, create: bool = True
) -> Iterator[Image]:
    """The image, to change it; it must not be open elsewhere."""
    functions = [provided_module(name) for name in provided]
    with _as_refusals(), Image.open(image_name(image), provides=functions, create=create) as opened:
        yield opened


@contextmanager
def read_image(image: str | None) -> Iterator[Image]:
    """The image as of its last commit, to look at only; others may drive it meanwhile."""
    with _as_refusals(), Image.open(image_name(image), create=False, read_only=True) as opened:
        yield opened


@contextmanager
def _as_refusals() -> Iterator[None]:
    try:
        yield
    except (ProcessFailed, ProcessCancelled) as error:
        raise ProgramFailed(str(error)) from error
    except ImageError as error:
        raise Refused(str(error)) from error


def read_program(path: str) -> str:
    """The text of a program; `-` is standard input."""
    if path == "-":
        return sys.stdin.read()
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise Refused(f"cannot read {path!r}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise Refused(f"cannot read {path!r}: not UTF-8 text, at byte {error.start}") from error


def provided_module(name: str) -> ModuleType:
    """The Python module that `--provide` names: a file, or one to import."""
    is_file = name.endswith(".py") or "/" in name
    try:
        if is_file:
            return _module_of_file(Path(name))
        if (here := str(Path.cwd())) not in sys.path:
            sys.path.insert(0, here)  # as `python -m` has it
        return import_module(name)
    except FileNotFoundError as error:
        if is_file and not Path(name).exists():
            raise Refused(f"cannot provide {name!r}: no such file") from error
        raise _cannot_import(name, error) from error
    except Exception as error:
        raise _cannot_import(name, error) from error


def _cannot_import(name: str, error: Exception) -> Refused:
    return Refused(f"cannot provide {name!r}: {type(error).__name__}: {error}")


def _module_of_file(path: Path) -> ModuleType:
    name = path.stem
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError("a Python file has a name that ends in .py")
    module = module_from_spec(spec)
    # Its neighbours are importable to it, as if Python had been started on it.
    folder = str(path.resolve().parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    shadowed = sys.modules.get(name)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        if shadowed is None:
            del sys.modules[name]
        else:
            sys.modules[name] = shadowed
        raise
    return module
