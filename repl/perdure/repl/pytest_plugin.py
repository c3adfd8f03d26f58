"""A fixture for tests of programs in images: `perdure_image`. docs/testing.md shows it.

pytest imports this in each of its runs, wherever Perdure is installed: so it is none of the
package `image`, which takes 0.2 s.

Read by: pytest, by its entry point `pytest11`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from perdure.image import Image

PERDURE = "perdure.image"  #: imported for the first test that wants it
MARKER = "perdure"


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line(
        "markers",
        f"{MARKER}(loads=(), **options): files that the fixture `perdure_image` loads, and options "
        "of Image.open: provides=, clock=, converters=, ...",
    )


@pytest.fixture
def perdure_image(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Image]:
    """An image of the test's own, in a directory, with a SimulatedClock.

    The marker `perdure` says what it is given and loads; that of the test counts before that of its
    module. It is closed after the test, with what `reopen` has made of it.
    """
    perdure: Any = import_module(PERDURE)
    options: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers(MARKER))):
        options |= marker.kwargs
    loads = options.pop("loads", ())
    options.setdefault("clock", perdure.SimulatedClock())
    options.setdefault("grace", 0.0)
    image: Image = perdure.Image.open(tmp_path / "perdure.image", **options)
    try:
        for file in [loads] if isinstance(loads, str | Path) else loads:
            image.load(request.path.parent / file)
        yield image
    finally:
        image.last_reopened().close()
