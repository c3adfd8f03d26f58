"""An image holds programs of several languages; each process keeps that of its program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import Image, NoLanguage, ProcessFailed, SimulatedClock, effect
from perdure.image import discovery as finding
from perdure.repl.commands.failing import program_failed
from perdure.vm import Environment, Fault
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import String, Value
from perdure.vm.protocols import Language
from tests.house.tape import TAPE
from tests.house.toy import PAUSED, TOY

LANGUAGES = (TOY, PAUSED, TAPE)


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", languages=LANGUAGES, clock=SimulatedClock()) as image:
        yield image


def test_a_programs_language_is_that_of_its_ending(image: Image) -> None:
    assert image.result(image.spawn_program("return 1 + 2", "a.toy")) == 3
    assert image.result(image.spawn_program("push 1\npush 2\nadd", "a.tape")) == 3
    pid = image.spawn_program("(display (+ 1 2))", "a.scm")
    image.run_until_idle()
    assert image.transcript(pid) == "3"


def test_its_first_line_or_an_option_say_more_than_the_ending(image: Image) -> None:
    header = "#!/usr/bin/env -S perdure run --language toy\n"
    assert image.result(image.spawn_program(f"{header}return 1 + 2", "program")) == 3
    assert image.result(image.spawn_program("return 1 + 2", "a.scm", language="toy")) == 3


def test_a_process_keeps_its_language_and_so_do_its_children(image: Image) -> None:
    text = 'def child()\n  fail("oh")\nend\nreturn spawn(child)'
    child = image.result(image.spawn_program(text, "a.toy"))
    assert image.process(child).language == "toy"
    with pytest.raises(ProcessFailed, match=r"^toy error: oh \(a.toy:2:3\)$"):
        image.result(child)


def test_texts_of_each_language_have_a_place_of_their_own_for_definitions(image: Image) -> None:
    image.eval("(define n 1)")
    image.finished(image.spawn_eval("n = 2", language="toy"))
    assert image.eval("n") == 1
    assert image.result(image.spawn_eval("return n", language="toy")) == 2


def test_an_error_in_a_text_is_the_processs_own(image: Image) -> None:
    with pytest.raises(ProcessFailed, match=r"wants an `end` \(a.toy:2:1\)"):
        image.result(image.spawn_program("while 1 < 2\n", "a.toy"))


def test_a_language_that_is_not_there_is_said_to_be_so(image: Image) -> None:
    with pytest.raises(NoLanguage, match="'klingon'"):
        image.spawn_program("nuqneH", "a", language="klingon")


@effect
def in_words(number: int) -> str:
    return ["none", "one", "two"][number]


def test_each_calls_effects_that_python_provides() -> None:
    with Image.open(":memory:", [in_words], languages=LANGUAGES) as image:
        library = in_words.__module__.rpartition(".")[2]
        toy = f"use in_words from {library}\nreturn in_words(2)"
        assert image.result(image.spawn_program(toy, "a.toy")) == "two"
        tape = f"push 1\neffect {library} in-words 1"
        assert image.result(image.spawn_program(tape, "a.tape")) == "one"


def test_processes_of_several_languages_send_each_other_messages(
    image_path: Path, clock: SimulatedClock
) -> None:
    with Image.open(image_path, languages=LANGUAGES, clock=clock) as image:
        # Each adds its name, and passes on what it got to the pid that came before it.
        tape = image.spawn_program('receive\nreceive\nsend\npush "sent\nprint', "a.tape")
        toy = image.spawn_program(
            'to = receive()\nmessage = receive()\nsend(to, text(message, " toy"))', "a.toy"
        )
        image.eval("(import (perdure process))")
        scheme = image.spawn_eval(
            f'(send! {toy} {tape}) (send! {toy} "scheme") (send! {tape} (self)) (receive)'
        )
        image.run_until_idle()
        assert image.result(scheme) == "scheme toy"
        assert image.transcript(tape) == "sent\n"


def test_a_process_stands_still_where_its_machine_is_not_installed(
    image_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Image.open(image_path, languages=LANGUAGES) as image:
        pid = image.spawn_program("push 1\npush 2\nadd", "a.tape")
    monkeypatch.setattr(finding, "_machines", {})
    monkeypatch.setattr(finding, "_languages", {})
    with Image.open(image_path) as image:
        image.run_until_idle()
        found = image.process(pid)
        assert (found.state, found.waits_for) == ("ready", "a worker with the machine tape")
        assert not found.is_provided
        assert image.stack(pid) == []
        assert image.eval("(+ 1 1)") == 2
    with Image.open(image_path, languages=LANGUAGES) as image:
        assert image.result(pid, timeout=10) == 3


def test_a_process_stands_still_where_its_language_is_not_installed(
    image_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Image.open(image_path, languages=LANGUAGES) as image:
        new = image.spawn_program("return 1 + 2", "a.toy")
        waits = image.spawn_program('print("so far")\nreturn receive()', "b.toy")
        image.run_slice()
        image.run_slice()
        assert image.process(waits).waits_for == "a message"
        image.send(waits, "woken")
        late = image.spawn_program("return 4", "c.toy")
    monkeypatch.setattr(finding, "_languages", {})
    with Image.open(image_path) as image:
        image.run_until_idle()
        for pid in (waits, late):
            found = image.process(pid)
            assert (found.state, found.waits_for) == ("ready", "a worker with the language toy")
            assert not found.is_provided
        assert image.eval("(+ 1 1)") == 2
    with Image.open(image_path, languages=LANGUAGES) as image:
        assert image.result(late, timeout=10) == 4
        assert image.result(waits) == "woken"
        assert image.result(new) == 3


def test_the_values_of_one_language_read_in_another(image: Image) -> None:
    pid = image.spawn_program('return text("a", 1)', "a.toy")
    assert type(image.finished(pid)) is String
    assert image.eval(f'(import (perdure process)) (string-append (wait {pid}) "!")') == "a1!"


class Refusing(Language):
    name = "refusing"

    def compile(self, text: str, name: str, environment: Environment) -> Value:
        raise Fault(Condition("this line is no sum", kind="syntax", position=text))


@pytest.mark.parametrize("place", ["line 3", "a:3", "a:3:x", ":", "a:0:1"])
def test_an_error_may_say_its_place_in_words_of_its_own(place: str) -> None:
    with Image.open(":memory:", languages=[Refusing()]) as image:
        pid = image.spawn_program(place, "a", language="refusing")
        with pytest.raises(ProcessFailed) as failed:
            image.result(pid)
        assert str(failed.value) == f"this line is no sum ({place})"
        assert failed.value.position == ""
        told = program_failed(image, failed.value, "a", place)
        assert str(told) == f"process {pid} failed: this line is no sum ({place})"
