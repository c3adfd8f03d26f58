"""The inspector: fields of values page by page, what is loaded for them, and what is changed."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from perdure.image import CannotInspect, Image, Inspector, NoSuchProcess, ProcessFailed
from perdure.image.api import inspector as inspector_module
from tests.programs import program

VALUES = program(__file__, "inspected")


@pytest.fixture
def path(image_path: Path) -> Path:
    with Image.open(image_path) as image:
        image.eval("(import (scheme base) (perdure tables))")
        image.eval(VALUES)
    return image_path


def rows(inspector: Inspector, start: int = 0, limit: int = 20) -> list[tuple[str, str]]:
    return [(line.label, line.text) for line in inspector.page(start, limit).lines]


@pytest.mark.parametrize(
    ("text", "kind", "fields"),
    [
        ("l", "a list", [("0", "1"), ("1", '"two"'), ("2", "three")]),
        ("improper", "a list", [("0", "1"), ("1", "2"), ("tail", "3")]),
        ("dotted", "a pair", [("car", "1"), ("cdr", "2")]),
        ("(vector 1 'a)", "a vector", [("0", "1"), ("1", "a")]),
        ("(bytevector 1 255)", "2 bytes", [("0x0000", "01 ff")]),
        ('(string #\\a #\\")', "a string of 2 characters", [("0", 'a"')]),
        (
            "p",
            "a record of type point",
            [("x", "1"), ("y", '(1 "two" three)'), ("(type)", "#<record-type point>")],
        ),
        ("table", "a hash table", [('"a"', "1"), ("(b)", '(1 "two" three)')]),
        ("count", "a procedure", [("(code)", "#<code lambda at <eval>:11:21>"), ("n", "8")]),
        ("(make-parameter 5)", "a parameter", [("value", "5")]),
        ("car", "a builtin procedure", [("name", "car"), ("arguments", "1 to 1")]),
        ("5", "a number", []),
        ("'x", "a symbol", []),
    ],
)  # fmt: skip
def test_a_value_has_these_fields(
    path: Path, text: str, kind: str, fields: list[tuple[str, str]]
) -> None:
    with Image.open(path) as image:
        inspector = image.inspect(text)
        page = inspector.page()
        assert page.kind == kind
        assert sorted(rows(inspector)) == sorted(fields)
        assert not page.has_more


def test_a_circle_is_told_where_it_goes_on(path: Path) -> None:
    with Image.open(path) as image:
        assert rows(image.inspect("circle"))[-1] == ("circle", "the list goes on with 0")
        assert rows(image.inspect("(cons 0 circle)"))[-1] == ("circle", "the list goes on with 1")
        long = image.inspect("(let ((l (iota 1500))) (set-cdr! (list-tail l 1499) l) l)")
        assert rows(long, 1490, 20)[-1] == ("circle", "the list goes on with 0")


def test_errors_and_conditions_are_looked_into(path: Path) -> None:
    with Image.open(path) as image:
        text = '(call/cc (lambda (k) (with-exception-handler k (lambda () (error "no tea" 5)))))'
        found = dict(rows(image.inspect(text)))
        assert (found["message"], found["irritant 0"], found["kind"]) == ("no tea", "5", "error")


def test_the_way_goes_forth_and_back(path: Path) -> None:
    with Image.open(path) as image:
        inspector = image.inspect("p")
        inspector.follow(1)
        inspector.follow(1)
        assert inspector.way == ["p", "y", "1"]
        assert inspector.page().kind == "a string of 3 characters"
        inspector.back()
        assert inspector.page().kind == "a list"
        inspector.back()
        with pytest.raises(CannotInspect, match="where it began"):
            inspector.back()
        with pytest.raises(CannotInspect, match="there is no field 7"):
            inspector.follow(7)
        inspector.look("(cons it it)")
        assert inspector.way == ["p", "(cons it it)"]


@pytest.mark.parametrize(
    ("subject", "field", "shown"),
    [
        ("l", 1, "(car (cdr l))"),
        ("dotted", 1, "(cdr dotted)"),
        ("p", 0, "(px p)"),
        ("count", 1, "(- (count) 1)"),
    ],
)
def test_a_field_that_was_changed_is_so_after_a_kill(
    path: Path, subject: str, field: int, shown: str
) -> None:
    with Image.open(path) as image:
        image.inspect(subject).set(field, "(* 6 7)")
        image.crash()
    with Image.open(path) as image:
        assert image.eval(shown) == 42


def test_literals_and_what_has_no_place_are_not_changed(path: Path) -> None:
    with Image.open(path) as image:
        for text, number in (("'(1 2)", 0), ("#(1 2)", 0), ("car", 0)):
            with pytest.raises(CannotInspect, match="cannot be changed here"):
                image.inspect(text).set(number, "5")


def test_a_text_is_evaluated_with_it_and_leaves_nothing(path: Path) -> None:
    with Image.open(path) as image:
        inspector = image.inspect("l")
        before = len(image.processes())
        assert inspector.evaluate("(list (length it) (car it))").text == "(3 1)"
        assert inspector.evaluate('(set-car! it "one")').text == ""
        assert rows(inspector)[0] == ("0", '"one"')
        with pytest.raises(ProcessFailed, match="expected a number"):
            inspector.evaluate("(+ it 1)")
        with pytest.raises(CannotInspect, match="no whole expression"):
            inspector.evaluate("(car it")
        assert len(image.processes()) == before


def test_the_image_its_processes_and_their_stacks_are_seen(path: Path) -> None:
    with Image.open(path, keeps_variables=True) as image:
        image.eval("(import (perdure process))")
        image.eval("(define (waits n) (list (receive) n))")
        pid = image.spawn_eval("(waits 5)")
        image.run_until_idle()
        other = image.spawn_eval("(begin (sleep 1000) 1)")
        image.send(other, [1, 2])
        inspector = image.inspect(pid)
        found = dict(rows(inspector))
        assert (found["state"], found["pid"]) == ("waiting", str(pid))
        labels = [label for label, _ in rows(inspector)]
        inspector.follow(labels.index("stack"))
        assert rows(inspector)[0][1].startswith("waits  <eval>:1:")
        inspector.follow(0)
        assert ("n", "5") in rows(inspector)
        with pytest.raises(CannotInspect, match="no value of a program's"):
            inspector.evaluate("it")
        messages = image.inspect(other)
        labels = [label for label, _ in rows(messages)]
        messages.follow(labels.index("messages"))
        assert rows(messages) == [("0", "(1 2)")]
        assert "interaction" in dict(rows(image.inspect()))
        with pytest.raises(NoSuchProcess):
            image.inspect(999)


def test_the_image_s_variables_are_found_from_its_root(path: Path) -> None:
    with Image.open(path) as image:
        inspector = image.inspect()
        inspector.follow(0)
        assert inspector.page().kind == "the environment user"
        names = [label for label, _ in rows(inspector, 0, 5_000)]
        inspector.follow(names.index("dotted"))
        assert rows(inspector) == [("car", "1"), ("cdr", "2")]


def test_variables_of_regular_python_are_seen_and_nothing_of_it_runs(image_path: Path) -> None:
    program = """\
class Order:
    def __init__(self):
        self.lines = {"tea": [1, 2]}

order = Order()
input()
"""
    with Image.open(image_path) as image:
        pid = image.spawn_program(program, "flow.py")
        image.run_until_idle()
        inspector = image.inspect(pid)
        labels = [label for label, _ in rows(inspector)]
        inspector.follow(labels.index("stack"))
        inspector.follow(0)
        labels = [label for label, _ in rows(inspector)]
        inspector.follow(labels.index("order"))
        assert rows(inspector) == [("lines", "{'tea': [1, 2]}")]
        inspector.follow(0)
        inspector.follow(0)
        assert rows(inspector) == [("0", "1"), ("1", "2")]


@pytest.mark.parametrize("count", [3, 900], ids=["small", "in pages"])
@pytest.mark.parametrize("kind", ["equal?", "eqv?", "string=?"])
def test_a_value_in_a_hash_table_is_changed(image_path: Path, kind: str, count: int) -> None:
    with Image.open(image_path) as image:
        image.eval("(import (scheme base) (perdure base) (srfi 1))")
        image.eval(f"(define ages (make-hash-table {kind})) (define ann (string #\\a))")
        image.eval("(define (add! n) (hash-table-set! ages (number->string n) n))")
        image.eval(f"(begin (for-each add! (iota {count - 1})) (hash-table-set! ages ann 1))")
    with Image.open(image_path) as image:
        inspector = image.inspect("ages")
        labels = [label for label, _ in rows(inspector, 0, count)]
        inspector.set(labels.index('"a"'), "(* 6 7)")
        assert dict(rows(inspector, 0, count))['"a"'] == "42"
    with Image.open(image_path) as image:
        assert image.eval("(hash-table-ref/default ages ann 0)") == 42
        assert image.eval("(hash-table-size ages)") == count


def test_the_record_and_who_refers_to_it(path: Path) -> None:
    with Image.open(path) as image:
        inspector = image.inspect("l")
        record = inspector.stored
        assert record is not None
        assert 20 < record.bytes < 200
        assert len(record.changed) == 1
        inspector.set(0, "2")
        changed = inspector.stored
        assert changed is not None
        assert len(changed.changed) == 2
        assert changed.oid == record.oid
        assert changed.transactions[1] == record.transactions[0]
        assert changed.transactions[0] > changed.transactions[1]
        kinds = {each.text.split()[0] for each in inspector.referrers()}
        assert kinds > {"#<cell", "#<hash-table", "#<point"}, "and records that are dead"
        assert len(inspector.referrers(1)) == 1
        inspector.go_to(inspector.referrers(1)[0].oid)
        assert image.inspect("5").stored is None
        with pytest.raises(CannotInspect, match="no record"):
            image.inspect("5").referrers()
        for oid in ("@99999999", "@99999999999999999999999"):
            with pytest.raises(CannotInspect, match="there is no object"):
                image.inspect(oid)
        assert image.inspect(f"@{record.oid}").page().kind == "a list"


def test_a_page_of_a_long_list_loads_that_page_and_is_quick(image_path: Path) -> None:
    with Image.open(image_path) as image:
        image.eval("(import (scheme base) (scheme list))")
        image.eval("(define long (iota 20000))")
    with Image.open(image_path) as image:
        connection = image.root._p_jar
        inspector = image.inspect("long")
        connection.loaded = {}
        begun = process_time()
        assert inspector.page().has_more
        assert process_time() - begun < 0.1
        assert len(connection.loaded) < 200, "a page and what a line shows of the list"
        assert rows(inspector, 15_000, 1) == [("15000", "15000")]
        connection.loaded.clear()
        assert rows(inspector, 15_010, 2) == [("15010", "15010"), ("15011", "15011")]
        assert len(connection.loaded) < 200, "it goes on from the page before"


def test_a_program_says_what_is_seen_of_its_values(path: Path) -> None:
    with Image.open(path) as image:
        image.eval("(import (perdure inspect))")
        image.eval(program(__file__, "viewed"))
    with Image.open(path) as image:
        inspector = image.inspect("mine")
        assert inspector.page().kind == "as the program shows it"
        assert rows(inspector) == [("owner", "ada"), ("balance", "6")]
        image.eval("(set-entries! mine '(1 2))")
        assert rows(inspector)[1] == ("balance", "3")
        inspector.follow(1)
        assert inspector.page().text == "3"
        inspector.back()
        inspector.is_raw = True
        assert rows(inspector)[1] == ("entries", "(1 2)")
        inspector.is_raw = False
        image.eval("(define-view account? (lambda (it) (car it)))")
        with pytest.raises(ProcessFailed, match="expected a pair"):
            inspector.page()
        image.eval("(define-view account? (lambda (it) (list 1 it)))")
        assert [label for label, _ in rows(inspector)] == ["0", "1"]
        assert rows(image.inspect("l"))[0] == ("0", "1"), "other kinds are shown as ever"


def test_a_list_that_was_changed_is_gone_through_anew_with_its_first_page(path: Path) -> None:
    with Image.open(path) as image:
        image.eval("(define long (list 0 1 2 3 4 5))")
        inspector = image.inspect("long")
        assert [text for _, text in rows(inspector, 4, 2)] == ["4", "5"]
        image.eval("(set-cdr! long (list 10 20 30 40 50))")
        assert [text for _, text in rows(inspector)] == ["0", "10", "20", "30", "40", "50"]
        assert [text for _, text in rows(inspector, 4, 2)] == ["40", "50"]
        image.eval("(set-cdr! long 7)")
        assert inspector.page().kind == "a pair"


def test_a_far_page_is_gone_to_in_turns_told_of_and_left(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspector_module, "SHORT", 0.0)
    with Image.open(path) as image:
        image.eval("(define far (iota 9500))")
    with Image.open(path) as image:
        inspector = image.inspect("far")
        reached: list[int] = []

        def told(number: int) -> None:
            reached.append(number)
            if number == 3000:
                inspector.stop()

        with pytest.raises(CannotInspect, match="left at 4,000 on the way to 9,490"):
            inspector.page(9490, told=told)
        assert reached == [1000, 2000, 3000]
        page = inspector.page(9490, told=told)
        assert [line.text for line in page.lines] == [str(n) for n in range(9490, 9500)]
        assert reached[3:] == [5000, 6000, 7000, 8000, 9000]
        assert inspector.page(20_000).lines == []


@pytest.mark.parametrize(("before", "length"), [(0, 1500), (1100, 1500), (3, 700)])
def test_a_far_page_of_a_circle_ends(path: Path, before: int, length: int) -> None:
    with Image.open(path) as image:
        image.eval(f"(define ring (iota {before + length}))")
        image.eval(f"(set-cdr! (list-tail ring {before + length - 1}) (list-tail ring {before}))")
        inspector = image.inspect("ring")
        for line in inspector.page(8000).lines:
            assert line.text == str(before + (line.number - before) % length)


def test_a_record_tells_what_a_debugger_has_done(tmp_path: Path) -> None:
    with Image.open(tmp_path / "test.image") as image:
        image.eval("(import (perdure conditions))")
        pid = image.spawn_eval("(begin (breakpoint) 1)")
        image.run_until_idle()
        image.debug(pid).go_on()
        record = image.inspect(pid).stored
        assert record is not None
        assert f"debug {pid} continue" in [said for _, said in record.transactions]
