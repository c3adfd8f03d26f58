"""A grammar of programs, from which hypothesis makes some: sections of the lowering, nested.

All variables are `a` to `d`, so a function's are parameters, its own, shared with an inner function
or unbound. Loops end. `t` prints its argument and gives it back; `M` is a context manager.

Read by: tests.python.test_grammar.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.python.rows import START

NAMES = ["a", "b", "c", "d"]
ERRORS = ["ValueError", "KeyError", "ZeroDivisionError", "Exception", "(TypeError, ValueError)"]

Lines = list[str]


class Writer:
    """Writes one program; every choice is drawn."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.counters = 0
        self.left = 40  #: statements that may still be written

    def choose(self, count: int) -> int:
        return self.draw(st.integers(0, count - 1))

    def name(self) -> str:
        return self.draw(st.sampled_from(NAMES))

    # -- expressions

    def expression(self, depth: int, walrus: bool = True) -> str:
        if depth <= 0:
            return [str(self.choose(4)), self.name(), self.name()][self.choose(3)]

        def inner() -> str:
            return self.expression(depth - 1, walrus)

        match self.choose(17):
            case 0 | 1 | 2:
                return f"t({inner()})"
            case 3:
                return f"({inner()} {self.draw(st.sampled_from(['+', '-', '*', '//']))} {inner()})"
            case 4:
                return f"({inner()} and {inner()} or {inner()})"
            case 5:
                return f"(not {inner()})"
            case 6:
                return f"({inner()} if {inner()} else {inner()})"
            case 7:
                return f"({inner()} < {inner()} <= {inner()})"
            case 8:
                return f"sum([{inner()}, *t([{inner()}]), {inner()}])"
            case 9 if walrus:
                return f"({self.name()} := {inner()})"
            case 10:
                return f"[{inner()}, {inner()}][{inner()} > 1]"
            case 11:
                within = self.expression(depth - 1, walrus=False)
                return f"sum([{within} for {self.name()} in t([1, 2]) if {within}])"
            case 12:
                within = self.expression(depth - 1, walrus=False)
                return f"sum({within} for {self.name()} in [0, 1])"
            case 13:
                within = self.expression(depth - 1, walrus=False)
                return f"(lambda {self.name()}: {within})({inner()})"
            case 14:
                return f"len(f'{{{self.name()}}}{{t({self.name()})!r:>3}}')"
            case 15:
                return f"t(x={inner()}, **{{'name': {inner()}}})"
        return f"{{'k': {inner()}}}.get('k', {inner()})"

    # -- statements

    def block(self, depth: int, kind: str, in_loop: bool) -> Lines:
        lines: Lines = []
        for _ in range(1 + self.choose(3)):
            lines += self.statement(depth, kind, in_loop)
        return ["    " + line for line in lines]

    def statement(self, depth: int, kind: str, in_loop: bool) -> Lines:
        """kind: "module", "function" or "generator"."""
        self.left -= 1
        if self.left < 0 or depth <= 0:
            return [f"print({self.expression(1)})"]
        value = self.expression(2)
        match self.choose(16):
            case 0 | 1:
                return [f"{self.name()} = {value}"]
            case 2:
                return [f"{self.name()} += {value}"]
            case 3:
                return [f"{self.name()}, *{self.name()} = {value}, {self.expression(1)}"]
            case 4:
                lines = [f"if {value}:", *self.block(depth - 1, kind, in_loop)]
                if self.choose(2):
                    lines += ["else:", *self.block(depth - 1, kind, in_loop)]
                return lines
            case 5:
                lines = [
                    f"for {self.name()} in t([0, {value}, 2]):",
                    *self.block(depth - 1, kind, True),
                ]
                if self.choose(2):
                    lines += ["else:", *self.block(depth - 1, kind, in_loop)]
                return lines
            case 6:
                self.counters += 1
                count = f"n{self.counters}"
                return [
                    f"{count} = 0",
                    f"while {count} < 2 and {value} is not None:",
                    f"    {count} += 1",
                    *self.block(depth - 1, kind, True),
                ]
            case 7 | 8:
                return self.attempt(depth, kind, in_loop)
            case 9:
                swallow = self.draw(st.sampled_from(["True", "False"]))
                return [
                    f"with M({value}, {swallow}) as {self.name()}:",
                    *self.block(depth - 1, kind, in_loop),
                ]
            case 10:
                error = self.draw(st.sampled_from(["ValueError", "KeyError", "TypeError"]))
                return [f"if {value}: raise {error}(t('raised'))"]
            case 11 if in_loop:
                return [f"if {value}: {self.draw(st.sampled_from(['break', 'continue']))}"]
            case 12 if kind == "function":
                return [f"if {value}: return {self.expression(2)}"]
            case 12 if kind == "generator":
                return [f"{self.name()} = yield {value}"]
            case 13:
                return self.function(depth)
            case 14:
                return [
                    f"match {value}:",
                    f"    case 0 | False: print({self.expression(1)})",
                    f"    case [{self.name()}, *_] if {self.expression(1)}: print('list')",
                    f"    case int() if {self.expression(2)}: print('int')",
                    "    case _: print('other')",
                ]
        return [f"print({value})"]

    def attempt(self, depth: int, kind: str, in_loop: bool) -> Lines:
        def inner() -> Lines:
            return self.block(depth - 1, kind, in_loop)

        lines = ["try:", *inner()]
        shape = self.choose(4)
        if shape != 0:
            named = f" as {self.name()}" if self.choose(2) else ""
            lines += [f"except {self.draw(st.sampled_from(ERRORS))}{named}:", *inner()]
            if self.choose(3) == 0:
                lines += ["else:", *inner()]
        if shape in (0, 1):
            lines += ["finally:", *inner()]
        return lines

    def function(self, depth: int) -> Lines:
        self.counters += 1
        name = f"f{self.counters}"
        kind = self.draw(st.sampled_from(["function", "generator"]))
        first, second = self.name(), self.name()
        parameters = first if first == second else f"{first}, {second}=t(1)"
        body = self.block(depth - 1, kind, False)
        if kind == "generator":
            body.append("    yield 'end'")
            return [
                f"def {name}({parameters}):",
                *body,
                f"print(list({name}({self.expression(1)})))",
            ]
        return [f"def {name}({parameters}):", *body, f"print({name}({self.expression(1)}))"]


@st.composite
def programs(draw: st.DrawFn) -> str:
    writer = Writer(draw)
    lines: Lines = ["a = 1", "b = 2"]
    for _ in range(1 + writer.choose(3)):
        lines += writer.statement(4, "module", False)
    lines += ["def main(a, b=3):", *writer.block(4, "function", False), "main(0)", "main(2)"]
    return START + "\n".join(lines) + "\n"
