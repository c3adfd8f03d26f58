"""Ports, files, and reading data."""

from perdure.languages.scheme.runtime.ports import (
    files,
    ports,
    reading,
)

__all__ = [
    "files",
    "ports",
    "reading",
]
