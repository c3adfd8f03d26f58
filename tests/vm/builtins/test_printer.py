"""Values as text, where the language itself cannot show it: depth, size, labels."""

from __future__ import annotations

from typing import Any

from perdure.vm import (
    DEFAULT,
    NIL,
    Condition,
    Parameter,
    RecordType,
    Values,
    cons,
    new_record,
    new_string,
    new_vector,
    symbol,
)
from perdure.vm.objects.conditions import report_text
from perdure.vm.objects.printer import (
    SHORT,
    display_text,
    shared_text,
    short_text,
    write_text,
)

DEEP = 50_000


def list_of(*items: Any) -> Any:
    made: Any = NIL
    for item in reversed(items):
        made = cons(item, made)
    return made


def test_nesting_of_any_depth_is_printed() -> None:
    nested: Any = NIL
    for _ in range(DEEP):
        nested = cons(nested, NIL)
    assert write_text(nested) == "(" * DEEP + "()" + ")" * DEEP
    assert short_text(nested).endswith("...")


def test_a_long_list_is_printed_and_abbreviated() -> None:
    long = list_of(*range(DEEP))
    assert write_text(long).endswith(f" {DEEP - 1})")
    assert len(short_text(long)) <= SHORT


def test_abbreviating_a_cyclic_value_ends() -> None:
    cycle = list_of(1, 2)
    cycle.cdr.cdr = cycle
    assert short_text(cycle).startswith("(1 2 1 2 ")
    by_car = cons(NIL, NIL)
    by_car.car = by_car
    assert short_text(by_car) == "(" * (SHORT - 3) + "..."


def test_a_huge_integer_is_abbreviated_without_writing_it_out() -> None:
    huge = 7 << 10_000_000
    assert len(short_text(huge)) <= SHORT
    assert short_text(-huge).startswith("-")


def test_labels_are_numbered_in_the_order_of_the_text() -> None:
    a, b = list_of(1), list_of(2)
    assert shared_text(list_of(a, b, b, a)) == "(#0=(1) #1=(2) #1# #0#)"
    # `write` labels what is cyclic, and leaves out what is merely shared.
    loop = cons(a, NIL)
    loop.cdr = loop
    assert write_text(new_vector([a, a, loop])) == "#((1) (1) #0=((1) . #0#))"


def test_a_shared_tail_gets_a_dot_and_a_label() -> None:
    tail = list_of(3)
    assert shared_text(list_of(cons(1, tail), tail)) == "((1 . #0=(3)) #0#)"


def test_a_quotation_whose_parts_are_shared_is_written_in_full() -> None:
    rest = list_of(symbol("x"))
    assert shared_text(new_vector([cons(symbol("quote"), rest), rest])) == "#((quote . #0=(x)) #0#)"
    assert write_text(list_of(symbol("quote"))) == "(quote)"


def test_objects_say_what_they_are() -> None:
    assert write_text(Parameter(1)) == "#<parameter>"
    assert write_text(RecordType("<point>", ("x",))) == "#<record-type point>"
    assert write_text(new_record([RecordType("point", ())])) == "#<point>"
    assert write_text(DEFAULT) == "#!default"
    assert write_text(Values((1, new_string("a")))) == '1 "a"'


def test_a_condition_is_reported_with_short_irritants() -> None:
    condition = Condition("too long:", (list_of(*range(1000)), new_string("x")), who="check")
    text = report_text(condition)
    assert text.startswith("check: too long: (0 1 2 ")
    assert text.endswith('... "x"')
    assert len(text) < 300
    assert display_text(condition).startswith("#<error check: too long: (0 1 2 ")


def test_a_condition_that_holds_itself_is_printed() -> None:
    irritants = list_of(1)
    condition = Condition("cyclic", (irritants,))
    irritants.car = condition
    assert write_text(condition) == "#0=#<error cyclic (#0#)>"
