"""docs/adding-a-language.md is followed to the letter."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-language.md"


def test_the_page_makes_two_languages_that_work() -> None:
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) > 5
    # Definitions first: the page shows what is used before what it uses.
    exec(compile("\n".join(blocks), str(PAGE), "exec"), {"__name__": "sums"})
