"""Definitions in a text: where each stands, with the comments above it, and what it defines."""

from __future__ import annotations

from perdure.languages import python, scheme
from tests.programs import program

SHOP = program(__file__, "defined-shop")
FLOW = '''\
# what is asked for
RATE = 3

# The price
# of a thing.
@cached
def price(thing):
    """It has no tax."""
    return RATE * thing.weight

class Order:
    # of all
    def total(self):
        return sum(map(price, self.things))
'''


def texts(language: str, text: str) -> list[tuple[tuple[str, ...], str, str]]:
    found = {"python": python, "scheme": scheme}[language].language.definitions_in(text)
    return [(each.names, each.home, text[each.start : each.begin].strip()) for each in found]


def test_a_definition_has_the_comments_right_above_it() -> None:
    assert texts("scheme", SHOP) == [
        (("f",), "", "; the first\n; of all"),
        (("y",), "", ""),
        (("z",), "", "#| two\n   lines |#"),
        (("w",), "", "; within"),
        (("q",), "(a b)", "; of the library"),
        (("point", "make", "point?", "x", "x!"), "(a b)", ""),
        (("m",), "(a b)", ""),
        (("c", "d"), "(a b)", ""),
    ]


def test_functions_classes_methods_and_variables_of_python() -> None:
    assert texts("python", FLOW) == [
        (("RATE",), "", "# what is asked for"),
        (("price",), "", "# The price\n# of a thing."),
        (("Order",), "", ""),
        (("Order.total",), "", "# of all"),
    ]
    found = python.language.definitions_in(FLOW)[1]
    assert found.documentation == "The price\nof a thing.\nIt has no tax."
    assert FLOW[found.begin :].startswith("@cached\ndef price")


def test_a_text_that_ends_early_gives_what_it_has() -> None:
    assert [each[0] for each in texts("scheme", "(define a 1) (define (b) (")] == [("a",)]
    assert texts("python", "def f(:") == []


def test_the_names_in_a_text() -> None:
    assert scheme.language.names_in('(f \'a #(b) (c . d) "e") ; g') >= {"f", "a", "b", "c", "d"}
    assert python.language.names_in("    def f(self):\n        return self.cost(g)") == {
        *("self", "cost", "g")
    }
