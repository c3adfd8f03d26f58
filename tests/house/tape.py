"""A machine that is not the VM's own, with its language: an instruction a line.

    push 3        a number, or the rest of the line after " as a text
    add  less  same  print  send  receive  sleep  self  return  fail
    jump NAME     go on behind the line `NAME:`;  unless NAME: where the top is 0
    keep NAME     name the top, so that `get NAME` copies it
    call NAME     run from there with the top as the only value; `return` gives the top back
    effect LIBRARY FUNCTION COUNT      call a function that Python provides

A frame is the code, where it stands, and its stack; names are values, too: the stack's lowest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from perdure.vm import (
    Condition,
    Done,
    Environment,
    Execution,
    Failed,
    Fault,
    ForeignCode,
    Invoke,
    Outcome,
    Preempted,
    Raise,
    Source,
    Value,
    Waiting,
)
from perdure.vm.objects.data import new_string
from perdure.vm.objects.printer import display_text
from perdure.vm.objects.singletons import DEFAULT, UNSPECIFIED
from perdure.vm.protocols import Host, Language, Machine, Start

Frame = tuple[ForeignCode, int, tuple[Value, ...]]


class TapeMachine(Machine):
    """Runs instructions, one after the other."""

    def __init__(self, host: Host, passes: tuple[type[Exception], ...]) -> None:
        self.host = host
        self.passes = passes
        self.is_interrupted = False

    def interrupt(self) -> None:
        self.is_interrupted = True

    def clear_interrupt(self) -> None:
        self.is_interrupted = False

    def run(self, execution: Execution, resumption: Any) -> Outcome:
        outer: list[Any] = list(execution.all_frames())[::-1]
        if isinstance(resumption, Invoke):
            outer.append((resumption.procedure, 1, resumption.arguments))
        code, point, values = outer.pop()
        if isinstance(resumption, Raise):
            return Failed(resumption.payload, Execution((*outer, (code, point, values))))
        at, stack = point >> 1, list(values)
        if not point & 1:  # it waited for a value
            at, stack = at + 1, [*stack, resumption.value]
        while True:
            here = Execution((*outer, (code, 2 * at + 1, tuple(stack))))
            if self.is_interrupted:
                self.is_interrupted = False
                return Preempted(here)
            name, *operands = code.content[at]
            try:
                if name == "return":
                    if not outer:
                        return Done(stack[-1] if stack else UNSPECIFIED)
                    result = stack[-1]
                    code, point, values = outer.pop()
                    at, stack = (point >> 1) + 1, [*values, result]
                    continue
                if name == "call":
                    argument = stack.pop()
                    outer.append((code, 2 * at, tuple(stack)))
                    at, stack = operands[0], [argument]
                    continue
                if name == "unless" and stack.pop() != 0:
                    at += 1
                    continue
                if name in ("jump", "unless"):
                    at = operands[0]
                    continue
                wait = self.step(name, operands, stack)
            except self.passes:
                raise
            except Exception as error:  # noqa: BLE001  (becomes the program's error)
                place = code.position(2 * at)
                made = Condition(f"{name}: {error}", kind="tape", position=place)
                payload = error.payload if isinstance(error, Fault) else made
                return Failed(payload, here, fault=here)
            if wait is not None:
                waiting = (code, 2 * at, tuple(stack))
                return Waiting(wait[0], wait[1:], Execution((*outer, waiting)))
            at += 1

    def step(self, name: str, operands: Sequence[Any], stack: list[Value]) -> Any:
        """Do one instruction; gives what it waits for, if it does."""
        if name == "push":
            stack.append(operands[0] if type(operands[0]) is int else new_string(operands[0]))
        elif name == "get":
            stack.append(stack[operands[0]])
        elif name == "set":
            stack[operands[0]] = stack.pop()
        elif name in ("add", "less", "same"):
            two, one = stack.pop(), stack.pop()
            stack.append({"add": one + two, "less": int(one < two), "same": int(one == two)}[name])
        elif name == "print":
            self.host.write_output(f"{display_text(stack.pop())}\n")
        elif name == "self":
            stack.append(self.host.pid())
        elif name == "send":
            message, pid = stack.pop(), stack.pop()
            self.host.send(pid, message)
        elif name == "fail":
            raise Fault(Condition(display_text(stack.pop()), kind="tape"))
        elif name == "receive":
            if not self.host.has_message():
                return ("message", None, DEFAULT)
            stack.append(self.host.next_message())
        elif name == "sleep":
            return ("timer", self.host.now() + stack.pop() / 1000)
        elif name == "pause":
            return ("yield",)
        elif name == "effect":
            library, function, count = operands
            given = [stack.pop() for _ in range(count)][::-1]
            return ("effect", library, function, tuple(map(outside, given)))
        else:
            raise ValueError("there is no such instruction")
        return None


def outside(value: Value) -> Any:
    """A value as Python's functions take it."""
    return value if type(value) is int else value.text


class Tape(Language):
    """The language of that machine."""

    name = "tape"
    endings = (".tape",)

    def compile(self, text: str, name: str, environment: Environment) -> ForeignCode:
        instructions: list[tuple[Any, ...]] = []
        places: list[tuple[int, int]] = []
        labels: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), 1):
            words = line.partition("#")[0].split()
            if words and words[0].endswith(":"):
                labels[words[0][:-1]] = len(instructions)
            elif words:
                instructions.append(tuple(words))
                places.append((number, line.index(words[0]) + 1))
        content = [self.instruction(each, labels) for each in instructions]
        content.append(("return",))
        places.append((len(text.splitlines()), 1))
        source = Source(name, text)
        return ForeignCode(self.name, name, tuple(content), source, tuple(places), ("first",))

    def instruction(self, words: tuple[str, ...], labels: dict[str, int]) -> tuple[Any, ...]:
        name, *operands = words
        if name in ("jump", "unless", "call"):
            return name, labels[operands[0]]
        if name == "push" and operands[0].startswith('"'):
            return name, " ".join(operands)[1:]
        return name, *[int(each) if each.lstrip("-").isdigit() else each for each in operands]

    def start_program(self, libraries: Any, text: str, name: str, *given: Any) -> Start:
        """Compiled before the process begins: an error in it is its starter's."""
        return self.compile(text, name, Environment(name)), ()

    def machines(self) -> Any:
        return {self.name: TapeMachine}


TAPE = Tape()
