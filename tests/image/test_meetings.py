"""Channels, semaphores, mutexes and `select` do what a simple model of them does.

Whatever is put, taken, locked, parked, cancelled, closed or out of time in whatever order, and with
the image opened anew in between.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from perdure.image import Image, SimulatedClock, check
from perdure.image.engine import apart
from perdure.vm.objects.printer import write_text
from tests.image.meeting_model import Channel, Model, Mutex, Operation, Part, Semaphore
from tests.programs import program

PROGRAM = program(__file__, "meetings")

PARTS = st.one_of(
    st.tuples(st.just("take"), st.sampled_from(["any", "two", "hand"])),
    st.tuples(st.just("put"), st.sampled_from(["any", "two", "hand"])),
    st.tuples(st.just("acquire"), st.just("permits")),
    st.tuples(st.just("lock"), st.just("key")),
)
SECONDS = st.sampled_from([None, 1, 3])


class Meetings(RuleBasedStateMachine):
    """Each process does one thing; what becomes of it is what becomes of it in the model."""

    always_apart = False

    operations = Bundle("operations")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "met.image"
        self.clock = SimulatedClock()
        self.was_apart, apart.ALWAYS = apart.ALWAYS, self.always_apart
        self.image = Image.open(self.path, clock=self.clock)
        self.model = Model()
        self.all: list[Operation] = []
        self.things: dict[str, Any] = {
            "any": Channel(None),
            "two": Channel(2),
            "hand": Channel(0),
            "permits": Semaphore(2),
            "key": Mutex(),
        }
        self.put = 0

    @initialize()
    def define(self) -> None:
        self.image.eval(PROGRAM)

    def teardown(self) -> None:
        self.image.close()
        apart.ALWAYS = self.was_apart
        found = check(self.path)
        self.folder.cleanup()
        assert found.is_sound, found.problems

    # What processes do

    @rule(
        target=operations,
        parts=st.lists(PARTS, min_size=1, max_size=3),
        seconds=SECONDS,
        is_patient=st.booleans(),
    )
    def select(
        self, parts: list[tuple[str, str]], seconds: int | None, is_patient: bool
    ) -> Operation:
        clauses, made = [], []
        for number, (kind, name) in enumerate(parts):
            value = None
            if kind == "put":
                value = self._value()
            made.append(Part(kind, self.things[name], value))
            operands = name if value is None else f"{name} {value}"
            receiver = {
                "put": f"(list {number} 'put)",
                "lock": f"=> (lambda (v) (keeping {number} v))",
            }.get(kind, f"=> (lambda (v) (list {number} v))")
            clauses.append(f"((on-{kind} {operands}) {receiver})")
        otherwise = None
        if seconds is not None:
            clauses.append(f"((on-time {seconds}) 'late)")
        elif not is_patient:
            clauses.append("(else 'else)")
            otherwise = "else"
        text = f"(guard (e (#t (condition-kind e))) (select {' '.join(clauses)}))"
        return self._begin(text, made, seconds, otherwise)

    @rule(target=operations, name=st.sampled_from(["any", "two", "hand"]), seconds=SECONDS)
    def take(self, name: str, seconds: int | None) -> Operation:
        late = "" if seconds is None else f"{seconds} 'late"
        text = f"(let ((v (channel-take! {name} {late}))) (if (eq? v 'late) v (list 0 v)))"
        return self._begin(text, [Part("take", self.things[name])], seconds)

    @rule(target=operations, name=st.sampled_from(["any", "two", "hand"]), seconds=SECONDS)
    def put_one(self, name: str, seconds: int | None) -> Operation:
        late = "" if seconds is None else f"{seconds} 'late"
        value = self._value()
        text = f"""(guard (e (#t (condition-kind e)))
          (let ((v (channel-put! {name} {value} {late}))) (if (eq? v 'late) v '(0 put))))"""
        return self._begin(text, [Part("put", self.things[name], value)], seconds)

    @rule(target=operations)
    def hold(self) -> Operation:
        text = "(list 0 (call-with-semaphore permits receive))"
        return self._begin(text, [Part("hold", self.things["permits"])], None)

    @rule()
    def release(self) -> None:
        self.image.eval("(release! permits)")
        self.model.release(self.things["permits"])

    @rule(count=st.integers(1, 3))
    def put_in_one_step(self, count: int) -> None:
        """Within `atomic`, and a value taken there where nobody waits for one."""
        channel = self.things["any"]
        if channel.is_closed:
            return
        values = [self._value() for _ in range(count)]
        puts = " ".join(f"(channel-put! any {value})" for value in values)
        take = "(channel-take! any 0 'none)"
        found = self.image.eval(f"(atomic (lambda () {puts} (let ((v {take})) v)))")
        for value in values:
            self.model.put(channel, value)
        expected = channel.values.pop(0) if channel.values else "none"
        assert str(found) == str(expected)

    @rule(name=st.sampled_from(["any", "two", "hand"]))
    @precondition(lambda self: len(self.all) > 10)
    def close(self, name: str) -> None:
        if not self.things[name].is_closed:
            self.image.eval(f"(channel-close! {name})")
            self.model.close(self.things[name])

    # What is done to them

    @rule(operation=operations)
    def send(self, operation: Operation) -> None:
        if operation.held is not None and not operation.has_message:
            self.image.send(operation.pid, "go")
            self.model.send(operation)

    @rule(operation=operations)
    def kill(self, operation: Operation) -> None:
        if operation.result is None and not operation.is_cancelled:
            self.image.kill(operation.pid)
            self.model.cancel(operation)

    @rule(operation=operations)
    def park(self, operation: Operation) -> None:
        if not operation.has_ended and not operation.is_parked:
            self.image.park(operation.pid)
            self.model.park(operation)

    @rule(operation=operations)
    def resume(self, operation: Operation) -> None:
        if operation.is_parked and not operation.is_cancelled:
            self.image.resume(operation.pid)
            self.model.resume(operation)

    @rule(seconds=st.integers(1, 4))
    def advance(self, seconds: int) -> None:
        self.clock.advance(seconds)
        self._run()
        self.model.time_out(self.clock.now())

    @rule()
    def open_again(self) -> None:
        self.image.close()
        self.image = Image.open(self.path, clock=self.clock)

    # What must be so

    @invariant()
    def the_image_is_as_the_model(self) -> None:
        self._run()
        for each in self.all:
            process = self.image.root.process(each.pid)
            if each.is_cancelled:
                assert process.state == "cancelled"
            elif each.has_ended:
                assert process.outcome is not None, (each.pid, process.waits)
                assert write_text(process.outcome[0]) == each.result
            else:
                assert process.state == ("parked" if each.is_parked else "waiting")

    @invariant()
    def the_channels_are_as_long(self) -> None:
        cells = self.image.root.interaction
        for name in ("any", "two", "hand"):
            if cells.find(name) is not None:
                found = cells.cell(name).value
                assert [value for _, value in found.values.items()] == self.things[name].values

    # Helpers

    def _value(self) -> int:
        self.put += 1
        return self.put

    def _begin(
        self, text: str, parts: list[Part], seconds: int | None, otherwise: str | None = None
    ) -> Operation:
        due = None if seconds is None else self.clock.now() + seconds
        pid = self.image.spawn_eval(text)
        self._run()
        made = Operation(pid, parts, due)
        self.model.begin(made, otherwise)
        self.all.append(made)
        return made

    def _run(self) -> None:
        while self.image.run_slice():
            pass


class MeetingsApart(Meetings):
    """The same, with each slice in a workspace."""

    always_apart = True


QUICK = settings(
    max_examples=int(os.environ.get("PERDURE_MEETINGS", "5")),
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

TestMeetings = Meetings.TestCase
TestMeetings.settings = QUICK
if "PERDURE_MEETINGS" in os.environ:  # in `make soak`
    TestMeetingsApart = MeetingsApart.TestCase
    TestMeetingsApart.settings = QUICK
