"""The pictures in docs/living.md are of sessions as they are; PERDURE_PICTURES=new makes them.

What is of the machine, such as times and names of users, is not in what is pictured.
"""

from __future__ import annotations

import os
import re

from tests.programs import program
from tests.repl.command import REPOSITORY, Command
from tests.repl.pictures import svg_of
from tests.repl.screens import screen

PICTURES = REPOSITORY / "docs" / "pictures"
TILL = program(__file__, "pictured")


def check(name: str, picture: str) -> None:
    path = PICTURES / f"{name}.svg"
    if os.environ.get("PERDURE_PICTURES") == "new":
        PICTURES.mkdir(exist_ok=True)
        path.write_text(picture, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == picture, (
        f"docs/pictures/{name}.svg is stale: PERDURE_PICTURES=new makes it again"
    )


def test_the_pictures_show_what_a_person_sees(perdure: Command) -> None:
    (perdure.folder / "till.scm").write_text(TILL)
    perdure.out("load", "till.scm")
    with screen(perdure) as shown:
        shown.wait_prompt().resize(30, 80)
        shown.clear()
        shown.enter("(sell 7 '((ink 4) (pen)))")
        shown.wait("cadr: expected a pair").wait_prompt()
        shown.enter(",debug")
        shown.wait("debugging process").wait_prompt()
        shown.enter("(set! thing '(pen 2))")
        shown.wait("      changed: thing").wait_prompt()
        shown.enter("again")
        shown.wait("      its result is").wait_prompt()
        check("debugger", svg_of(shown.picture, 80))
        shown.enter("quit")
        shown.wait("> quit").wait_prompt().clear()
        shown.evaluate("(define menu (list 'tea (vector 3 4) total))")
        shown.enter(",inspect menu")
        shown.wait("inspecting").wait_prompt()
        shown.enter("1")
        shown.wait("a vector: #(3 4)").wait_prompt()
        shown.enter("set 0 (+ 40 2)")
        shown.wait("a vector: #(42 4)").wait_prompt()
        shown.evaluate("(vector-length it)")
        shown.evaluate("back")
        check("inspector", svg_of(shown.picture, 80))
        shown.enter("quit")
        shown.wait("> quit").wait_prompt().clear()
        shown.enter(",callers price-of")
        shown.wait("  0  total").wait_prompt()
        shown.enter(",browse price-of")
        shown.wait("browsing: help").wait_prompt()
        shown.enter("find-by-example 3 4 => 7")
        shown.wait("  5  (fxxor").wait_prompt()
        check("browser", svg_of(shown.picture, 80))


def test_every_picture_is_shown() -> None:
    text = (REPOSITORY / "docs" / "living.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\(pictures/(\w+)\.svg\)", text))
    assert shown == {path.stem for path in PICTURES.glob("*.svg")}
