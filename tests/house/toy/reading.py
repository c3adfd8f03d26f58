"""From a text to statements: a statement a line, blocks closed by `end`.

    statement ::= NAME = expr | print expr | expr | break | return expr
                | if expr ... [else ...] end | while expr ... end
                | try ... finally ... end
                | def NAME(NAME, ...) ... end
                | use NAME from NAME                -- a function that Python provides
    expr      ::= sum [(< | == | >) sum]
    sum       ::= term {(+ | - | *) term}           -- from left to right
    term      ::= INTEGER | "TEXT" | NAME | NAME(expr, ...) | (expr)

`#` begins a comment. Read by: tests.house.toy.compiling.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from perdure.vm import Fault
from perdure.vm.objects.conditions import Condition

TOKEN = re.compile(r'\s*(?:(#.*)|(\d+)|"([^"]*)"|([A-Za-z_]\w*)|(==|[-+*<>=(),]))')
CLOSING = ("end", "else", "finally")

At: TypeAlias = "tuple[int, int]"


@dataclass(frozen=True)
class Literal:
    value: int | str


@dataclass(frozen=True)
class Name:
    name: str
    at: At


@dataclass(frozen=True)
class Apply:
    """`name(operands)`, and `a + b` as a call of "+"."""

    name: str
    operands: tuple[Expression, ...]
    at: At


Expression: TypeAlias = "Literal | Name | Apply"


@dataclass
class Statement:
    """`kind` is the keyword, "=" or "do"; the rest is there where the kind has it."""

    kind: str
    at: At
    name: str = ""
    names: tuple[str, ...] = ()
    value: Expression | None = None
    body: list[Statement] = field(default_factory=list)
    otherwise: list[Statement] = field(default_factory=list)


def wrong(message: str, name: str, at: At) -> Fault:
    return Fault(Condition(message, kind="syntax", position=f"{name}:{at[0]}:{at[1]}"))


class Reader:
    """Reads a text, a line after the other."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.lines = text.split("\n")
        self.line = 0  #: the number of the one that is read
        self.tokens: list[tuple[str, str, At]] = []  #: what is left of it: kind, text, place

    def program(self) -> list[Statement]:
        body, end = self.block()
        if end:
            raise self.wrong(f"{end!r} closes nothing")
        return body

    def block(self) -> tuple[list[Statement], str]:
        """The statements up to a word that closes a block, and that word; "" at the end."""
        found: list[Statement] = []
        while self.line < len(self.lines):
            self.next_line()
            if not self.tokens:
                continue
            if self.tokens[0][1] in CLOSING and self.tokens[0][0] == "name":
                return found, self.take()[1]
            found.append(self.statement())
            if self.tokens:
                raise self.wrong(f"{self.tokens[0][1]!r} is too much here")
        return found, ""

    def next_line(self) -> None:
        text = self.lines[self.line]
        self.line += 1
        self.tokens = []
        if text.startswith("#!"):
            return
        end = 0
        while text[end:].strip():
            found = TOKEN.match(text, end)
            if found is None:
                at = (self.line, end + 1)
                raise wrong(f"{text[end:].strip()[0]!r} means nothing", self.name, at)
            end = found.end()
            kind = ("comment", "integer", "text", "name", "sign")[(found.lastindex or 1) - 1]
            if kind != "comment":
                at = (self.line, found.start(found.lastindex or 0) + 1)
                self.tokens.append((kind, found[found.lastindex or 0], at))

    def statement(self) -> Statement:
        kind, word, at = self.tokens[0]
        if kind == "name" and word in ("if", "while"):
            self.take()
            made = Statement(word, at, value=self.expression())
            made.body, made.otherwise = self.parts("else" if word == "if" else "")
        elif kind == "name" and word == "try":
            self.take()
            made = Statement(word, at)
            made.body, made.otherwise = self.parts("finally")
        elif kind == "name" and word == "def":
            self.take()
            name = self.take("name")[1]
            made = Statement(word, at, name=name, names=self.names())
            made.body, _ = self.parts("")
        elif kind == "name" and word == "use":
            self.take()
            name = self.take("name")[1]
            self.take("name", "from")
            made = Statement(word, at, name=name, names=(self.take("name")[1],))
        elif kind == "name" and word in ("print", "return"):
            self.take()
            made = Statement(word, at, value=self.expression())
        elif kind == "name" and word == "break":
            self.take()
            made = Statement(word, at)
        elif len(self.tokens) > 1 and self.tokens[1][1] == "=":
            self.take("name")
            self.take()
            made = Statement("=", at, name=word, value=self.expression())
        else:
            made = Statement("do", at, value=self.expression())
        return made

    def parts(self, middle: str) -> tuple[list[Statement], list[Statement]]:
        """A body up to `end`, and what stands between `middle` and that."""
        body, end = self.block()
        otherwise: list[Statement] = []
        if middle and end == middle:
            otherwise, end = self.block()
        if end != "end":
            raise self.wrong("this wants an `end`")
        return body, otherwise

    def names(self) -> tuple[str, ...]:
        found: list[str] = []
        self.take("sign", "(")
        while not self.skips(")"):
            found.append(self.take("name")[1])
            self.skips(",")
        return tuple(found)

    def expression(self) -> Expression:
        return self.binary(self.sum, ("<", "==", ">"))

    def sum(self) -> Expression:
        return self.binary(self.term, ("+", "-", "*"))

    def binary(self, part: object, signs: tuple[str, ...]) -> Expression:
        assert callable(part)
        made: Expression = part()
        while self.tokens and self.tokens[0][0] == "sign" and self.tokens[0][1] in signs:
            _, sign, at = self.take()
            made = Apply(sign, (made, part()), at)
        return made

    def term(self) -> Expression:
        if self.skips("("):
            made = self.expression()
            self.take("sign", ")")
            return made
        kind, word, at = self.take()
        if kind == "integer":
            return Literal(int(word))
        if kind == "text":
            return Literal(word)
        if kind != "name":
            raise self.wrong(f"no expression begins with {word!r}")
        if not self.skips("("):
            return Name(word, at)
        operands: list[Expression] = []
        while not self.skips(")"):
            operands.append(self.expression())
            self.skips(",")
        return Apply(word, tuple(operands), at)

    def take(self, kind: str = "", word: str = "") -> tuple[str, str, At]:
        if not self.tokens:
            raise self.wrong("this line ends too early")
        token = self.tokens.pop(0)
        if (kind and token[0] != kind) or (word and token[1] != word):
            raise self.wrong(f"{word or kind} was expected, not {token[1]!r}")
        return token

    def skips(self, sign: str) -> bool:
        if self.tokens and self.tokens[0][:2] == ("sign", sign):
            self.tokens.pop(0)
            return True
        return False

    def wrong(self, message: str) -> Fault:
        return wrong(message, self.name, self.tokens[0][2] if self.tokens else (self.line, 1))
