"""The browser: modules, definitions, references, the change log, finding, and files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from perdure.image import Browser, CannotBrowse, Image, ProcessFailed, Reference
from perdure.image.processes.changes import LOG
from tests.programs import program

TILL = program(__file__, "browsed")
TOTAL = TILL[TILL.index("; All") :].split("\n\n")[0]
PRICE = dedent("    " + TILL[TILL.index("; The") :].split(")))")[0] + "))")
BETTER = "(define (price x) (* base x))"


@pytest.fixture
def image(image_path: Path) -> Iterator[Image]:
    with Image.open(image_path) as opened:
        opened.eval(TILL)
        yield opened


@pytest.fixture
def browser(image: Image) -> Browser:
    return image.browse()


def texts(browser: Browser, name: str) -> list[str]:
    return [change.text for change in browser.history(name)]


def entries(image: Image) -> int:
    return len((image.root.kept or {})[LOG])


def test_modules_and_their_definitions_with_comments_and_places(browser: Browser) -> None:
    own = browser.modules(own=True)
    assert [(each.name, each.count) for each in own] == [("user", 3), ("(shop prices)", 2)]
    assert [each.name for each in browser.definitions("user")] == ["nap", "total", "twice"]
    base, price = browser.definitions("(shop prices)")
    assert (base.is_exported, price.is_exported) == (False, True)
    assert price.text == PRICE
    assert (price.documentation, price.place) == ("The price of a thing.", "<eval>:10")
    assert browser.definition("total").text == TOTAL
    assert browser.definition("price").module == "(shop prices)"
    fold = browser.definition("fold", "(srfi 1)")
    assert fold.kind in ("built in", "define")
    with pytest.raises(CannotBrowse, match="no module defines nonsense; find nonsense looks"):
        browser.definition("nonsense")
    with pytest.raises(CannotBrowse, match=r"the image has no module \(no such\)"):
        browser.definitions("(no such)")


def test_callers_and_callees_by_code_and_by_the_texts_of_macros(browser: Browser) -> None:
    assert browser.callers("price") == [Reference("user", "total")]
    assert browser.callers("total") == [Reference("user", "nap"), Reference("user", "twice")]
    assert browser.callers("base") == [Reference("(shop prices)", "price")]
    assert Reference("(shop prices)", "price") in browser.callees("total")
    assert browser.callees("price") == [Reference("(shop prices)", "base")]


def test_processes_that_sleep_in_the_text_of_now_and_in_a_former_one(
    image: Image, browser: Browser
) -> None:
    pid = image.spawn_eval("(nap 4)")
    image.run_slice()
    (found,) = browser.sleepers("nap")
    assert (found.pid, found.state, found.is_current) == (pid, "waiting", True)
    browser.define("(define (nap thing) (total (list thing)))")
    (found,) = browser.sleepers("nap")
    assert (found.position, found.is_current) == ("<eval>:20:3", False)
    assert image.eval("(nap 4)") == 7


def test_a_history_survives_and_a_definition_is_reverted(image_path: Path, image: Image) -> None:
    image.browse().define("(define (total things) 'free)")
    image.close()
    with Image.open(image_path) as again:
        browser = again.browse()
        assert texts(browser, "total") == ["(define (total things) 'free)", TOTAL]
        newest, oldest = browser.history("total")
        assert (newest.source, oldest.source, oldest.line) == ("<edit>", "<eval>", 15)
        assert "@" in newest.by
        assert browser.diff(newest.number)[-4:] == [
            "-; All prices.",
            "-(define (total things)",
            "-  (apply + (map price things)))",
            "+(define (total things) 'free)",
        ]
        browser.revert(oldest.number)
        assert again.eval("(total '(1 2))") == 9
        assert texts(browser, "total") == [TOTAL, "(define (total things) 'free)", TOTAL]


def test_a_library_is_reverted_for_all_that_have_imported_it(
    image: Image, browser: Browser
) -> None:
    assert image.eval("(total '(1 2))") == 9
    browser.define("(define (price x) 7)", "(shop prices)")
    assert image.eval("(total '(1 2))") == 14
    whole = next(each for each in browser.changes(limit=100) if each.names == ("",))
    browser.revert(whole.number)
    assert image.eval("(total '(1 2))") == 9
    assert browser.definition("price").text == PRICE
    browser.define("(define (price x) 8)", "(shop prices)")
    assert image.eval("(total '(1 2))") == 16


def test_evaluating_and_defining_the_same_again_adds_nothing(
    image: Image, browser: Browser
) -> None:
    before = browser.changes(limit=100)
    image.eval("(total '(1 2))")
    image.eval(TOTAL)
    with pytest.raises(ProcessFailed):
        image.eval("(define broken (car 5))")
    assert browser.changes(limit=100) == before
    image.eval("(begin (define a 1) (display a) (define-values (b c) (values 1 2)))")
    found = [(each.names, each.text) for each in browser.changes(limit=2)]
    assert found == [
        (("b", "c"), "(define-values (b c) (values 1 2))"),
        (("a",), "(define a 1)"),
    ]


def test_changes_are_forgotten_by_policy_but_not_the_newest_of_each(
    image: Image, browser: Browser
) -> None:
    browser.keep_changes(each=3)
    for number in range(10):
        image.eval(f"(define (f) {number})")
    assert texts(browser, "f") == [f"(define (f) {number})" for number in (9, 8, 7)]
    browser.keep_changes(all=2)
    names = {name for each in browser.changes(limit=100) for name in each.names}
    assert names == {"", "total", "nap", "twice", "f"}
    assert entries(image) == 5
    for number in range(10):
        image.eval(f"(define (f) {-number})")
    assert entries(image) == 5
    with pytest.raises(CannotBrowse, match="has forgotten it"):
        browser.change(1 << 40)


def test_a_definition_of_a_library_is_changed_in_it_and_filed_out_with_it(
    image: Image, browser: Browser, tmp_path: Path
) -> None:
    browser.define(BETTER, "(shop prices)")
    assert image.eval("(total '(1 2))") == 9
    assert [each.home for each in browser.history("price")] == ["(shop prices)"] * 2
    library = browser.file_out("(shop prices)").text
    assert "; what is added to all" in library
    assert f"    {BETTER}" in library
    till = browser.file_out("user")
    assert till.missing == ()
    assert till.text.startswith(f"(import (shop prices))\n\n{TOTAL}")
    with Image.open(tmp_path / "other.image") as other:
        other.eval(library)
        other.eval(till.text)
        assert other.eval("(twice 2)") == 8
        assert other.browse().file_out("user") == till
        assert other.browse().file_out("(shop prices)").text == library


def test_what_is_filed_out_stands_behind_what_it_uses(tmp_path: Path) -> None:
    forms = [
        "(define size 3)",
        "(define (area) (* (side) (side)))",
        "(define (even n) (if (= n 0) #t (odd (- n 1))))",
        "(define (odd n) (if (= n 0) #f (even (- n 1))))",
        "(define (side) (+ size 1))",
        "(define double (lambda (n) (twice n)))",
        "(define-syntax twice (syntax-rules () ((_ x) (+ x x))))",
        "(define size (length (list 'a (even 4))))",
        "(define total (double (area)))",
        "(define first-total total)",
        "(define size (if (odd 3) (double later) 0))",
        "(define later 5)",
    ]
    with Image.open(tmp_path / "one.image") as one:
        one.eval(forms[-1])
        for form in (*forms[:5], forms[6], forms[5], *forms[7:-1]):
            one.eval(form)
        filed = one.browse().file_out("user").text
        assert filed.rstrip().split("\n\n") == [
            forms[11], forms[2], forms[3], forms[6], forms[5], forms[10], forms[1], forms[4],
            forms[8], forms[9],
        ]  # fmt: skip
        values = one.eval("(list size total (area))")
    with Image.open(tmp_path / "other.image") as other:
        other.eval(filed)
        assert other.eval("(list size (area))") == [10, 121]
        assert other.browse().file_out("user").text == filed
    assert values == [10, 18, 121]


def test_names_are_found_that_are_nearly_so_and_texts(browser: Browser) -> None:
    assert browser.find_name("tota")[0] == Reference("user", "total")
    assert browser.find_name("strapp")[0].name == "string-append"
    assert browser.find_name("string-app")[0].name == "string-append"
    line = browser.find_text("PRICE OF")[0]
    assert (line.name, line.number, line.text) == ("price", 1, "; The price of a thing.")


@pytest.mark.parametrize(
    ("arguments", "result", "text"),
    [
        (["3", "4"], "7", "(+ 3 4)"),
        (["3", "7"], "4", "(- 7 3)"),
        (["'(1 2 3)"], "6", "(total '(1 2 3))"),
        (['"abc"'], '"ABC"', '(string-upcase "abc")'),
        (["2", "'(1 2 3)"], "'(2 3)", "(memv 2 '(1 2 3))"),
    ],
)
def test_procedures_are_found_by_example(
    image: Image, browser: Browser, arguments: list[str], result: str, text: str
) -> None:
    image.eval("(define (total things) (set! seen #t) (apply + things)) (define seen #f)")
    browser.define("(define (total things) (apply + things))")
    found = browser.find_by_example(arguments, result)
    assert text in [each.text for each in found]


def test_what_is_tried_by_example_changes_nothing_and_takes_no_time(
    image: Image, browser: Browser
) -> None:
    image.eval("(define seen 0) (define (count x y) (set! seen (+ seen 1)) (display x) 7)")
    image.eval("(define (forever x y) (forever y x)) (define (late x y) (sleep 1) 7)")
    processes = len(image.processes())
    found = [each.name for each in browser.find_by_example(["3", "4"], "7")]
    assert "+" in found
    assert not {"count", "forever", "late"} & {*found}
    assert image.eval("seen") == 0
    assert len(image.processes()) == processes + 1
    with pytest.raises(CannotBrowse, match=r"\(car 5\): car: expected a pair"):
        browser.find_by_example(["(car 5)"], "7")


def test_a_program_that_a_process_runs_is_in_the_change_log(image: Image) -> None:
    text = program(__file__, "cost")
    browser, before = image.browse(), entries(image)
    for _ in range(3):
        pid = image.spawn_program(text, "cost.scm")
        image.run_until_idle()
        assert image.result(pid) == 8
    image.spawn_program("(import (scheme base)) (+ 1 2)", "sum.scm")
    image.spawn_program(text, "<stdin>")
    assert entries(image) == before + 1, "once, and only what defines something"
    assert browser.definition("cost").documentation == "What a thing costs."
    image.spawn_program(text.replace("2", "3"), "cost.scm")
    assert len(texts(browser, "cost")) == 2
    assert browser.definition("cost").place == "cost.scm:3"
    with pytest.raises(CannotBrowse, match="is a file: change it there"):
        browser.define("(define (cost x) 1)", "cost.scm")
    with pytest.raises(CannotBrowse, match="is a file: change it there"):
        browser.revert(browser.history("cost")[-1].number)
    assert image.eval("(procedure? total)"), "and the program's own are as they were"


def test_old_entries_of_a_definition_are_forgotten_some_at_once() -> None:
    with Image.open(":memory:") as image:
        browser = image.browse()
        browser.keep_changes(each=3)
        for number in range(40):
            image.eval(f"(define x {number})")
            image.eval(f"(define y {number})")
        assert [each.text for each in browser.history("x")] == [
            "(define x 39)",
            "(define x 38)",
            "(define x 37)",
        ]
        assert len(browser.changes(limit=100)) <= 2 * (3 + 16)
        assert browser.changes(limit=1)[0].text == "(define y 39)"
