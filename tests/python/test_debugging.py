"""The debugger of regular Python: frames, variables, expressions of what is shown, restarts."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import CannotDebug, Debugger, Image, SimulatedClock
from perdure.image.debugging.frames import expression_of

PROGRAMS = Path(__file__).with_name("debugged")


def begun(image: Image, name: str) -> Debugger:
    text = (PROGRAMS / f"{name}.py").read_text()
    pid = image.spawn_program(text, f"{name}.py")
    image.run_until_idle()
    return image.debug(pid)


def marked(debugger: Debugger, frame: int) -> str:
    found = debugger.excerpt(frame)
    return "" if found is None else expression_of(found)


def test_a_program_that_stands_at_a_breakpoint_is_looked_into(tmp_path: Path) -> None:
    with Image.open(tmp_path / "test.image") as image:
        pid = begun(image, "total").pid
    with Image.open(tmp_path / "test.image") as image:
        debugger = image.debug(pid)
        assert debugger.problem == "a breakpoint (total.py:13:5)"
        assert [frame.name for frame in debugger.frames()] == ["total", "<module>"]
        assert marked(debugger, 0) == "breakpoint()"
        assert marked(debugger, 1) == "total(order, 3)"
        assert debugger.variables(0)["found"] == "[4, 2]"
        assert debugger.evaluate("sum(found) * rate").text == "18"
        assert debugger.evaluate("[each for each in found if each > rate]").text == "[4]"
        assert debugger.evaluate("order.number + len(order.lines)", 1).text == "9"
        with pytest.raises(CannotDebug, match="'Order' object has no attribute 'nix'"):
            debugger.evaluate("order.nix", 1)
        debugger.go_on()
        assert debugger.settle() == "done"
        assert image.transcript(pid) == "18\n"


def test_a_program_that_has_failed_shows_where(tmp_path: Path) -> None:
    with Image.open(tmp_path / "test.image") as image:
        debugger = begun(image, "failing")
        assert debugger.is_stopped
        assert "KeyError: 'pen'" in debugger.problem
        assert [frame.name for frame in debugger.frames()][-1] == "<module>"
        assert debugger.excerpt(len(debugger.frames()) - 1) is not None


def test_dicts_of_further_kinds_are_shown_as_such() -> None:
    with Image.open(":memory:") as image:
        debugger = begun(image, "tables")
        shown = debugger.variables()
        assert shown["lists"] == "defaultdict(<class list>, {'a': [1]})"
        assert shown["empty"] == "defaultdict(<class int>, {})"
        assert shown["table"] == "Table({'x': 1})"
        assert debugger.evaluate("lists['a'], list(lists)").text == "([1], ['a'])"
        assert debugger.evaluate("lists['b']").text == "[]"
        assert debugger.variables()["lists"] == "defaultdict(<class list>, {'a': [1], 'b': []})"


class Standing:
    """`orders.py`, which sleeps in `price`, in an image that is closed after each thing done."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self.opened() as image:
            self.pid = begun(image, "orders").pid

    def opened(self) -> Image:
        return Image.open(self.path, clock=SimulatedClock(stands=True))

    def evaluate(self, text: str, frame: int = 0) -> str:
        with self.opened() as image:
            return image.debug(self.pid).evaluate(text, frame).text

    def refused(self, text: str, frame: int = 0) -> str:
        with self.opened() as image, pytest.raises(CannotDebug) as caught:
            image.debug(self.pid).evaluate(text, frame)
        return str(caught.value)

    def variables(self, frame: int = 0) -> dict[str, str]:
        with self.opened() as image:
            return image.debug(self.pid).variables(frame)

    def printed_in_the_end(self) -> list[str]:
        clock = SimulatedClock()
        with Image.open(self.path, clock=clock) as image:
            image.run_until_idle()
            assert image.process(self.pid).state == "done"
            return image.transcript(self.pid).splitlines()


@pytest.fixture
def standing(tmp_path: Path) -> Standing:
    return Standing(tmp_path / "test.image")


def test_a_program_goes_on_with_the_variables_that_it_was_given(standing: Standing) -> None:
    assert standing.printed_in_the_end() == [
        "[0, 9, 9] True 7 [7, ('a',), {'of': 1}] ['ink', 'cap']",
        "3",
    ]


def test_variables_are_changed_and_objects_stay_the_same(standing: Standing) -> None:
    with standing.opened() as image:
        debugger = image.debug(standing.pid)
        debugger.set("rate", "rate * 10")
        debugger.set("rate", "rate + len(order.lines)", 1)
        debugger.set("tax", "100", 1)
        debugger.set("log", "['changed']", 2)
    assert standing.variables()["rate"] == "30"
    assert standing.variables(1)["rate"] == "5"
    assert standing.evaluate("order.number = order.number + 1", 1) == ""
    assert standing.evaluate("same.lines.append('nib') or order is same", 2) == "True"
    assert standing.printed_in_the_end() == [
        "[0, 90, 15, 15] True 8 [103, ('a',), {'of': 1}] ['changed', 'ink', 'cap', 'nib']",
        "3",
    ]


def test_a_text_sees_what_the_frame_does(standing: Standing) -> None:
    assert standing.evaluate("[len(line) * each for each in (1, rate)]") == "[3, 9]"
    assert standing.evaluate("(lambda: rate + 1)()") == "4"
    assert standing.evaluate("import math; print('so'); math.floor(rate / 2)", 1) == "so\n1"
    assert standing.evaluate("others, more, found", 1) == "(('a',), {'of': 1}, [0])"
    assert standing.evaluate("Order(1, []).number + order.number", 2) == "8"
    assert standing.evaluate("half = rate / 2", 1) == ""
    assert "half" not in standing.variables(1)
    assert standing.evaluate("half = order.number / 2", 2) == ""
    assert standing.variables(2)["half"] == "3.5"


def test_what_cannot_be_evaluated_is_refused_and_nothing_is_changed(standing: Standing) -> None:
    assert standing.refused("nix") == "NameError: name 'nix' is not defined"
    assert "is no Python" in standing.refused("1 +")
    assert standing.refused("note").startswith("`note` has no value here")
    assert "would have to wait" in standing.refused("log.append(1); time.sleep(1)", 2)
    assert "would have to wait" in standing.refused("total(order)", 2)
    assert "touch the world outside" in standing.refused("open('nix', 'w')", 2)
    assert "cannot be stored" in standing.refused("import sys; same = sys._getframe()", 2)
    assert standing.variables(2)["log"] == "[]"
    with standing.opened() as image:
        debugger = image.debug(standing.pid)
        with pytest.raises(
            CannotDebug, match="no variable nix; it has add, found, more, order, others, rate, tax"
        ):
            debugger.set("nix", "1", 1)
        with pytest.raises(CannotDebug, match="the body of a module"):
            debugger.return_from(2, "1")
        with pytest.raises(CannotDebug, match="no frame 3"):
            debugger.set("line", "1", 3)


def test_a_frame_gives_a_value_and_what_it_has_to_clean_up_is(standing: Standing) -> None:
    with standing.opened() as image:
        debugger = image.debug(standing.pid)
        debugger.return_from(0, "rate + 1")
        assert debugger.settle() == "waiting"
        assert (debugger.variables(1)["found"], debugger.variables(0)["line"]) == (
            "[0, 4]",
            "'cap'",
        )
    with standing.opened() as image:
        image.debug(standing.pid).return_from(1, "found, order, 'given'")
    assert standing.printed_in_the_end() == ["[0, 4] True 7 ['given'] ['ink', 'cap']", "3"]


def test_a_frame_begins_again_with_its_arguments(standing: Standing) -> None:
    with standing.opened() as image:
        debugger = image.debug(standing.pid)
        debugger.return_from(0, "1000")
        debugger.settle()
        debugger.set("rate", "4", 1)
        with pytest.raises(CannotDebug, match="for note; `set note VALUE` gives it"):
            debugger.restart_frame(0)
        debugger.set("note", "None")
        debugger.restart_frame(0)
        debugger.settle()
    with standing.opened() as image:
        debugger = image.debug(standing.pid)
        debugger.restart_frame(1)
        debugger.settle()
        assert debugger.variables(1)["found"] == "[0]"
    assert standing.printed_in_the_end() == [
        "[0, 12, 12] True 7 [8, ('a',), {'of': 1}] ['ink', 'cap', 'cap', 'ink', 'cap']",
        "3",
    ]


def test_a_step_back_takes_a_return_back(standing: Standing) -> None:
    with standing.opened() as image:
        debugger = image.debug(standing.pid)
        debugger.return_from(1, "[1], order, 2")
        assert debugger.settle() == "waiting"
        assert debugger.frames()[0].name == "numbers"
        with pytest.raises(CannotDebug, match="`numbers` is a generator"):
            debugger.restart_frame()
    with standing.opened() as image:
        debugger = image.debug(standing.pid)
        assert debugger.undo_step().name == "return"
        assert debugger.frames()[0].name == "price"
    assert standing.printed_in_the_end()[1] == "3"


@pytest.fixture
def shop(tmp_path: Path) -> Standing:
    """`shop.py`, which has failed, as nothing has a price but ink."""
    made = Standing.__new__(Standing)
    made.path = tmp_path / "test.image"
    with made.opened() as image:
        made.pid = begun(image, "shop").pid
        image.clock.advance(1)  # type: ignore[attr-defined]
        image.run_until_idle()
    return made


def test_a_failed_program_goes_on_from_a_frame_that_begins_again(shop: Standing) -> None:
    with shop.opened() as image:
        debugger = image.debug(shop.pid)
        assert debugger.evaluate("thing, rate, prices").text == "('pen', 2, {'ink': 4})"
        assert debugger.evaluate("found, things", 1).text == "([8], ['ink', 'pen', 'nib'])"
        debugger.set("thing", "'ink'")
        assert debugger.variables() == {"thing": "'ink'", "rate": "2"}
    with shop.opened() as image:
        debugger = image.debug(shop.pid)
        debugger.restart_frame()
        assert debugger.settle() == "failed"
        assert [frame.name for frame in debugger.frames()][:2] == ["price_of", "kept"]
        for leave in (debugger.restart_frame, debugger.return_from):
            with pytest.raises(CannotDebug, match="the error has left `kept` through a `try`"):
                leave(0)
        debugger.return_from(1, "len(thing)")
        assert debugger.settle() == "done"
        assert image.transcript(shop.pid) == "[8, 8, 3] ['ink', 'pen', 'nib'] ['nib']\n"


def test_a_retry_has_what_a_debugger_has_changed(shop: Standing) -> None:
    assert shop.evaluate("things.remove('nib') or things", 2) == "['ink', 'pen']"
    assert shop.evaluate("prices.update(pen=1)", 2) == "None"
    with shop.opened() as image:
        debugger = image.debug(shop.pid)
        debugger.set("things", "things + things", 1)  # which was not there before
        image.restart(shop.pid, "retry")
        assert debugger.settle() == "done"
        assert image.transcript(shop.pid) == "[8, 2] ['ink', 'pen'] []\n"
        debugger.undo_step()
        debugger.restart_frame(1)
        assert debugger.settle() == "done"
        assert image.transcript(shop.pid) == "[8, 2, 8, 2] ['ink', 'pen'] []\n"


def test_a_retry_has_what_was_changed_of_the_module_in_any_frame(shop: Standing) -> None:
    with shop.opened() as image:
        debugger = image.debug(shop.pid)
        assert debugger.frame(0).name == "price_of"
        debugger.evaluate("prices.update(pen=1); prices['nib'] = 3")
        debugger.evaluate("thing, rate = 'ink', 9")  # the frame's own: a retry has others
        image.retry(shop.pid)
        assert debugger.settle() == "done"
        printed = image.transcript(shop.pid)
        assert printed == "[8, 2, 6] ['ink', 'pen', 'nib'] ['nib']\n"


def test_a_frame_begins_again_as_its_text_is_now(tmp_path: Path) -> None:
    file = tmp_path / "shop.py"
    text = (PROGRAMS / "shop.py").read_text().replace("time.sleep(1)\n", "")
    file.write_text(text)
    with Image.open(tmp_path / "test.image") as image:
        pid = image.spawn_program(text, str(file))
        image.run_until_idle()
        debugger = image.debug(pid)
        file.write_text(text.replace("prices[thing] * rate", "prices.get(thing, 10) * rate"))
        debugger.restart_frame()
        assert debugger.settle() == "done"
        assert image.transcript(pid) == "[8, 20, 20] ['ink', 'pen', 'nib'] ['nib']\n"
        debugger.undo_step()
        file.write_text(text.replace("def price_of(", "def cost_of("))
        with pytest.raises(CannotDebug, match="the new version has no statement"):
            debugger.restart_frame()


def test_a_failed_program_that_cannot_be_stored_is_looked_at(tmp_path: Path) -> None:
    text = "import sys\n\ndef f(x):\n    frame = sys._getframe()\n    return 1 / x\n\nf(0)\n"
    with Image.open(tmp_path / "test.image") as image:
        pid = image.spawn_program(text, "kept.py")
        image.run_until_idle()
        debugger = image.debug(pid)
        assert debugger.variables()["x"] == "0"
        with pytest.raises(CannotDebug, match="had something then that cannot be stored; a retry"):
            debugger.set("x", "1")


class Stepping:
    """`stepped.py`, which stands at a breakpoint, in an image that is closed after each step."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self.opened() as image:
            self.pid = begun(image, "stepped").pid

    def opened(self) -> Image:
        return Image.open(self.path, clock=SimulatedClock())

    def step(self, mode: str, line: int = 0) -> str:
        """Make a step, which may take some of the clock's time; "name:line" of where it ends."""
        with self.opened() as image:
            debugger = image.debug(self.pid)
            debugger.step(mode, line)
            image.run_until_idle()
            if debugger.settle() == "done":
                return image.transcript(self.pid)
            assert debugger.problem.startswith("a step (stepped.py:")
            frame = debugger.frame(0)
            return f"{frame.name}:{frame.line}"

    def undone(self) -> str:
        with self.opened() as image:
            debugger = image.debug(self.pid)
            name = debugger.undo_step().name
            return f"{name} {debugger.frame(0).line} {debugger.variables()}"


PRINTED = "7\n[3, 1] ['out']\n"


def test_a_program_goes_step_by_step(tmp_path: Path) -> None:
    program = Stepping(tmp_path / "test.image")
    assert [program.step("into") for _ in range(5)] == [
        "total:22",
        "total:23",
        "total:24",
        "double:16",
        "double:17",
    ]
    assert program.step("out") == "total:24"
    assert program.undone() == "out 17 {'y': '2'}"
    assert program.step("over") == "total:24"
    assert [program.step("over") for _ in range(4)] == [
        "total:25",
        "total:26",
        "total:27",
        "total:28",
    ]
    assert program.undone() == "over 27 {'found': '6'}"
    assert program.step("out") == "<module>:32"
    assert program.step("into") == PRINTED


def test_a_step_whose_debugger_was_killed_is_ended_by_the_next(tmp_path: Path) -> None:
    program = Stepping(tmp_path / "test.image")
    with program.opened() as image:
        image.debug(program.pid).step("into")
    with Image.open(program.path, resumes=False) as image:  # as `perdure debug` does
        debugger = image.debug(program.pid)
        assert image.process(program.pid).state == "ready"
        debugger.settle(timeout=60)
        assert debugger.problem == "a step (stepped.py:22:5)"


def test_a_step_goes_to_a_line_and_variables_are_changed_there(tmp_path: Path) -> None:
    program = Stepping(tmp_path / "test.image")
    assert program.step("until", 17) == "double:17"
    with program.opened() as image:
        image.debug(program.pid).set("y", "y * 100")
    assert program.step("until", 28) == "total:28"
    with program.opened() as image:
        debugger = image.debug(program.pid)
        assert debugger.variables() == {"found": "205"}
        debugger.go_on()
        assert debugger.settle() == "done"
        assert image.transcript(program.pid) == PRINTED.replace("7", "205")


def test_a_program_that_has_failed_makes_a_step_from_its_last_wait(shop: Standing) -> None:
    with shop.opened() as image:
        debugger = image.debug(shop.pid)
        debugger.step("into")
        debugger.settle()
        assert debugger.frame(0).line == 27
        debugger.evaluate("prices.update(pen=1, nib=1)")
        debugger.step("over")
        assert debugger.settle() == "done"


def test_a_program_is_moved_to_a_new_text_within_a_step(tmp_path: Path) -> None:
    program = Stepping(tmp_path / "test.image")
    assert program.step("until", 24) == "total:24"
    text = (PROGRAMS / "stepped.py").read_text()
    with program.opened() as image:
        assert not image.upgrade(program.pid, {"stepped.py": text.replace("y = x", "y = 1 + x")})
    assert program.step("into") == "double:16"
    assert program.step("over") == "double:17"
    with program.opened() as image:
        assert image.debug(program.pid).variables() == {"y": "3"}
        image.debug(program.pid).go_on()
        image.run_until_idle()
        assert image.transcript(program.pid) == PRINTED.replace("7", "9")


def test_no_step_begins_where_none_can(tmp_path: Path) -> None:
    with Image.open(tmp_path / "test.image") as image:
        debugger = begun(image, "failing")
        with pytest.raises(CannotDebug, match="a retry begins it anew, where no step can begin"):
            debugger.step("over")
        with pytest.raises(CannotDebug, match="a step goes into, over, out, until, not 'up'"):
            debugger.step("up")


def test_the_value_of_a_restart_is_read_as_python(shop: Standing) -> None:
    with shop.opened() as image:
        debugger = image.debug(shop.pid)
        with pytest.raises(CannotDebug, match="name 'nix' is not defined"):
            debugger.restart("use-value", "nix")
        with pytest.raises(CannotDebug, match="is no expression"):
            debugger.restart("use-value", "x = 1")
        debugger.restart("use-value", "prices['ink'] + len(thing) * rate")
        debugger.settle()
        assert debugger.frame(0).name == "price_of"
        image.restart_value(shop.pid, "use-value", image.value_for(shop.pid, "[thing]"))
        assert debugger.settle() == "done"
        assert image.transcript(shop.pid) == "[8, 10, ['nib']] ['ink', 'pen', 'nib'] ['nib']\n"


def test_a_restart_is_given_an_object_of_the_program(tmp_path: Path) -> None:
    text = "class Box:\n    full = 5\n\n\ndef box():\n    return [][0]\n\n\n"
    text += "print(box().full, missing)\n"
    with Image.open(tmp_path / "test.image") as image:
        pid = image.spawn_program(text, "box.py")
        image.run_until_idle()
        debugger = image.debug(pid)
        debugger.restart("use-value", "Box()")
        debugger.settle()
        assert "name 'missing' is not defined" in debugger.problem
        debugger.restart("store-value", "{'a': (1, None)}")
        assert debugger.settle() == "done"
        assert image.transcript(pid) == "5 {'a': (1, None)}\n"


class Tasks(Standing):
    """`tasks.py`, which has failed in a task."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self.opened() as image:
            self.pid = begun(image, "tasks").pid

    def opened(self) -> Image:
        return Image.open(self.path, clock=SimulatedClock())


def test_frames_of_tasks_that_are_over_are_changed_and_a_call_of_them_begins_again(
    tmp_path: Path,
) -> None:
    program = Tasks(tmp_path / "test.image")
    with program.opened() as image:
        debugger = image.debug(program.pid)
        names = [frame.name for frame in debugger.frames()]
        assert names == ["price_of", "priced", "total", "<module>"]
        assert debugger.evaluate("thing, prices").text == "('pen', {'ink': 4})"
        with pytest.raises(CannotDebug, match="it ran in a task, or under a library's function"):
            debugger.restart_frame(0)
    assert program.evaluate("prices['pen'] = 3") == ""
    with program.opened() as image:
        debugger = image.debug(program.pid)
        debugger.set("rate", "10", 2)
        debugger.set("things", "['ink', seen and 'pen']", 2)  # nothing reads it after the wait
        debugger.restart_frame(2)
        assert debugger.settle() == "done"
        assert image.transcript(program.pid) == "70 ['other']\n"


def test_a_call_of_tasks_that_have_failed_is_given_a_value_or_made_again(tmp_path: Path) -> None:
    program = Tasks(tmp_path / "test.image")
    with program.opened() as image:
        debugger = image.debug(program.pid)
        assert [each.name for each in debugger.restarts()] == ["retry", "use-value"]
        debugger.restart("use-value", "prices['ink'] * 5")
        assert debugger.settle() == "done"
        assert image.transcript(program.pid) == "40 ['other']\n"
        debugger.undo_step()
        debugger.return_from(2, "rate + 1")
        assert debugger.settle() == "done"
        assert image.transcript(program.pid) == "3 ['other']\n"


def test_what_has_failed_after_its_tasks_goes_on_like_another(tmp_path: Path) -> None:
    text = (PROGRAMS / "tasks.py").read_text().replace('"ink", "pen"', '"ink"')
    text = text.replace("seen)", 'seen)\nprint(prices["pen"], total(["pen", "ink"]))')
    with Image.open(tmp_path / "test.image", clock=SimulatedClock()) as image:
        pid = image.spawn_program(text, "tasks.py")
        image.run_until_idle()
        debugger = image.debug(pid)
        assert debugger.problem.startswith("KeyError: 'pen'")
        debugger.evaluate("prices['pen'] = 1")
        debugger.restart("retry")
        debugger.settle()
        image.run_until_idle()
        assert image.transcript(pid) == "8 ['other']\n1 10\n"


class Beside:
    """`beside.py`, which fails beside another thread; the image is closed after each thing done."""

    def __init__(self, path: Path, kind: str) -> None:
        self.path = path
        self.moment = 0.0
        with self.opened() as image:
            text = (PROGRAMS / "beside.py").read_text()
            self.pid = image.spawn_program(text, "beside.py", [kind])
        self.goes_on()

    def opened(self) -> Image:
        return Image.open(self.path, clock=SimulatedClock(self.moment, stands=True))

    def goes_on(self) -> str:
        """Run it to its end, ten seconds in each opening; the state that it then has."""
        while True:
            with self.opened() as image:
                image.run_until_idle()
                state = image.process(self.pid).state
            if state in ("done", "failed"):
                return state
            self.moment += 10

    def printed(self) -> list[str]:
        with self.opened() as image:
            return image.transcript(self.pid).splitlines()


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("daemon", [], ["pen 11 main", "worked [0, 1]", "11 [0, 1]"]),
        ("own", ["worked [0, 1]"], ["pen 11 main", "11 [0, 1]"]),
    ],
)
def test_the_frames_of_a_failure_beside_a_thread_are_changed_and_gone_on_in(
    tmp_path: Path, kind: str, before: list[str], after: list[str]
) -> None:
    beside = Beside(tmp_path / "image", kind)
    assert beside.printed() == before
    with beside.opened() as image:
        debugger = image.debug(beside.pid)
        assert [frame.name for frame in debugger.frames()] == ["price_of", "order", "<module>"]
        assert debugger.variables()["thing"] == "'pen'"
        assert "use-value" in [each.name for each in image.restarts(beside.pid)]
    with beside.opened() as image:
        debugger = image.debug(beside.pid)
        debugger.set("thing", "'cap'")
        assert debugger.evaluate("thing, len(seen)").text == f"('cap', {len(before) * 2})"
        assert debugger.evaluate("other.is_alive()", 1).text == str(kind == "daemon")
    with beside.opened() as image:
        image.debug(beside.pid).return_from(0, "len(thing) + 8")
    assert beside.goes_on() == "done"
    assert beside.printed() == before + after


def test_a_frame_begins_again_beside_a_thread_that_goes_on(tmp_path: Path) -> None:
    beside = Beside(tmp_path / "image", "daemon")
    with beside.opened() as image:
        debugger = image.debug(beside.pid)
        debugger.set("thing", "'ink'", 1)
        debugger.restart_frame(1)
    assert beside.goes_on() == "done"
    assert beside.printed() == [
        *("ink 4 main", "worked [0, 0, 1]"),  # by the thread that has gone on
        *("worked [0, 0, 1, 1]", "4 [0, 0, 1, 1]"),
    ]


def test_a_step_goes_on_beside_a_thread(tmp_path: Path) -> None:
    beside = Beside(tmp_path / "image", "daemon")
    with beside.opened() as image:
        debugger = image.debug(beside.pid)
        debugger.step("over")
        image.run_until_idle()
        assert debugger.frame(0).position == "beside.py:25:5"
        debugger.set("thing", "'ink'")
        debugger.go_on()
    assert beside.goes_on() == "done"
    assert beside.printed() == ["ink 4 main", "worked [0, 1]", "4 [0, 1]"]


def test_frames_of_ours_are_not_shown_where_tasks_are_awaited(tmp_path: Path) -> None:
    with Image.open(tmp_path / "image", clock=SimulatedClock(stands=True)) as image:
        debugger = begun(image, "gathering")
        assert [frame.name for frame in debugger.frames()] == [
            "begun",
            "<module>",
            "main",
            "one",
            "one",
        ]
        assert debugger.evaluate("found + 1").text == "5"
        debugger.set("found", "9")
        image.advance(seconds=60)
        image.run_until_idle()
        assert image.transcript(debugger.pid) == "[1, 2, 9]\n"
