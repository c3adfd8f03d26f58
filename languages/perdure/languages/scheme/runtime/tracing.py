"""The lines that a traced call prints, on the console wherever the program's own output goes."""

from __future__ import annotations

from typing import Any, Final

from perdure.languages.scheme.runtime.decorators import effectful
from perdure.vm.context import machine
from perdure.vm.objects.data import Pair, Value
from perdure.vm.objects.printer import display_text, short_text
from perdure.vm.objects.singletons import UNSPECIFIED

DEEPEST: Final = 30  #: levels that are indented; deeper ones have their number


@effectful("%tell-call")
def tell_call(depth: int, name: Value, arguments: Value) -> Value:
    return _tell(depth, f"({' '.join([display_text(name), *_texts(arguments)])})")


@effectful("%tell-results")
def tell_results(depth: int, results: Value) -> Value:
    return _tell(depth, f"=> {' '.join(_texts(results)) or 'no values'}")


def _tell(depth: int, text: str) -> Value:
    begin = "  " * depth if depth <= DEEPEST else f"{'  ' * DEEPEST}[{depth}] "
    running: Any = machine()
    running.host.write_output(f"{begin}{text}\n")
    return UNSPECIFIED


def _texts(values: Value) -> list[str]:
    texts: list[str] = []
    while isinstance(values, Pair):
        texts.append(short_text(values.car))
        values = values.cdr
    return texts
