"""Processes of Python programs move to new versions of their texts, or say why they do not."""

from __future__ import annotations

import ast
import os
import random
import shutil
from pathlib import Path

import pytest

from perdure.image import CannotUpgrade, Image, SimulatedClock
from tests.repl.command import Command

UPGRADED = Path(__file__).with_name("upgraded")
ORDER = (UPGRADED / "order.py").read_text(encoding="utf-8")
SHAPES = (UPGRADED / "shapes.py").read_text(encoding="utf-8")
MOVES = int(os.environ.get("PERDURE_TEST_UPGRADES", "1"))


def opened() -> Image:
    return Image.open(":memory:", clock=SimulatedClock(stands=True))


def ended(image: Image, pid: int) -> str:
    """All that a process prints until it has ended."""
    while image.process(pid).state == "waiting":
        image.advance(seconds=3600)
        image.run_until_idle()
    image.result(pid)
    return image.transcript(pid)


def edited(*edits: tuple[str, str]) -> str:
    text = ORDER
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    return text


SLEEP = "        time.sleep(3600)\n"
PLAIN = "order 7 0\norder 7 1\n4\n"

#: What is edited while the process sleeps in `remind` for the first time, and what it prints.
EDITS = {
    "above the line": (
        edited((SLEEP, f'        print("day", day)\n{SLEEP}')),
        "order 7 0\nday 1\norder 7 1\n4\n",
    ),
    "below the line": (
        edited((SLEEP, f'{SLEEP}        print("day", day)\n')),
        "day 0\norder 7 0\nday 1\norder 7 1\n4\n",
    ),
    "in the line": (edited(("sleep(3600)", "sleep(1800)")), PLAIN),
    "in the line and above it": (
        edited((SLEEP, '        print("x")\n        time.sleep(60 * day)\n')),
        "order 7 0\nx\norder 7 1\n4\n",
    ),
    "a comment and another indent": (
        edited(
            ("import time\n", "# All about orders.\n\nimport time\n"),
            ("    total = 0\n", "    # A sum.\n    total = 0\n"),
        ),
        PLAIN,
    ),
    "after the loop": (
        edited(("    return total", "    return [total]")),
        "order 7 0\norder 7 1\n[4]\n",
    ),
    "a variable is not wanted any more": (
        edited(("        total += fee(1)\n", ""), ("    return total", "    return 0")),
        "order 7 0\norder 7 1\n0\n",
    ),
    "a variable is new below the line": (
        edited((SLEEP, f"{SLEEP}        late = day > 0\n"), ("order.title(), day", "late")),
        "False\nTrue\n4\n",
    ),
    "a function that it calls": (
        edited(("days * RATE + extra", "days * 10")),
        "order 7 0\norder 7 1\n20\n",
    ),
    "the default of a parameter": (edited(("extra=0", "extra=5")), "order 7 0\norder 7 1\n14\n"),
    "a parameter with a default": (
        edited(("days, extra=0", "days, extra=1, *, more=1"), ("+ extra", "+ extra + more")),
        "order 7 0\norder 7 1\n8\n",
    ),
    "a constant": (edited(("RATE = 2", "RATE = 3")), "order 7 0\norder 7 1\n6\n"),
    "a new function and a new import": (
        edited(
            ("import time\n", "import time\nimport math\n"),
            ("def fee", "def tax(x):\n    return math.ceil(x / 2)\n\n\ndef fee"),
            ("days * RATE", "tax(RATE)"),
        ),
        "order 7 0\norder 7 1\n2\n",
    ),
    "a method": (edited(('f"{self.kind} {self.number}"', '"it"')), "it 0\nit 1\n4\n"),
    "a new method and a new attribute": (
        edited(
            ('    kind = "order"\n', '    kind = "sale"\n    end = "!"\n'),
            (
                "    def title",
                "    def name(self):\n        return self.kind + self.end\n\n    def title",
            ),
            ("order.title()", "order.name()"),
        ),
        "sale! 0\nsale! 1\n4\n",
    ),
    "a function is renamed that it does not stand in": (
        edited(("def fee", "def price"), ("fee(1)", "price(1)")),
        PLAIN,
    ),
    "a function is renamed that it stands in": (
        edited(("def remind", "def hold"), ("remind(order", "hold(order")),
        PLAIN,
    ),
    "a function is taken away": (edited(("def gone():\n    return 0\n", "")), PLAIN),
    "a variable is shared with an inner function": (
        edited(("    return total", "    return (lambda: total)()")),
        PLAIN,
    ),
    "nothing": (ORDER + "\n", PLAIN),
}

REFUSED = {
    "the line is taken away": (edited((SLEEP, "")), r"order.py:23: .* no statement that goes on"),
    "the loop is another": (
        edited(("for day in range(days)", "for day, _ in zip(range(days), range(9))")),
        r"order.py:23: (the loop around it|the new version has no statement)",
    ),
    "the line stands in a block of its own": (
        edited((SLEEP, f"        if day:\n    {SLEEP}")),
        r"order.py:23: .* no statement",
    ),
    "a variable is assigned above the line": (
        edited(("    total = 0\n", "    total = 0\n    rate = 3\n"), ("fee(1)", "fee(rate)")),
        r"order.py:23: the new version reads `rate` after this, which has no value here",
    ),
    "the function is another one": (
        edited(
            ("def remind", "def hold"),
            ("remind(order", "hold(order"),
            ("    return total", "    return 1"),
        ),
        r"order.py:23: it stands in `remind`, which the new version does not have",
    ),
    "the same line twice": (
        edited((SLEEP, SLEEP * 2)),
        r"order.py:23: .* which of them it is cannot be told",
    ),
    "bases": (
        edited(("class Order:", "class Order(Exception):")),
        r"order.py:6: `Order` has other bases",
    ),
    "the function is another kind of one": (
        edited(("        total += fee(1)\n", "        yield\n")),
        r"order.py:23: it stands in `remind`, which is another kind of function",
    ),
    "a class has slots": (
        edited(('    kind = "order"\n', '    __slots__ = ("number",)\n    kind = "order"\n')),
        r"order.py:7: the class `Order`, which the process has, cannot be given this",
    ),
    "no Python": (ORDER + "def\n", r"order.py:35: "),
    "a default that is computed": (
        edited(("extra=0", "extra=RATE")),
        r"the default of `extra` is no constant",
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_sleeping_process_goes_on_in_the_new_version(name: str) -> None:
    text, printed = EDITS[name]
    with opened() as image:
        pid = image.spawn_program(ORDER, "order.py")
        image.run_until_idle()
        assert image.upgrade(pid, {"order.py": text}) == []
        assert image.upgrade(pid, {"order.py": text}) == []
        assert image.backtrace(pid)[0].name in ("remind", "hold")
        assert ended(image, pid) == printed


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_told_is_refused_and_nothing_is_changed(name: str) -> None:
    text, why = REFUSED[name]
    with opened() as image:
        pid = image.spawn_program(ORDER, "order.py")
        image.run_until_idle()
        with pytest.raises(CannotUpgrade, match=why):
            image.upgrade(pid, {"order.py": text})
        assert ended(image, pid) == PLAIN


def test_what_was_not_computed_on_the_way_is_refused() -> None:
    old = edited((SLEEP, "        pause = [time.sleep(3600)]\n"))
    new = edited((SLEEP, "        pause = [fee(day), time.sleep(3600)]\n"))
    with opened() as image:
        pid = image.spawn_program(old, "order.py")
        image.run_until_idle()
        with pytest.raises(CannotUpgrade) as refused:
            image.upgrade(pid, {"order.py": new})
        assert str(refused.value) == (
            f"process {pid}: order.py:23: the new version needs what it computes on the way to "
            "this line, which this process has not computed; leave what comes before the line, or "
            "the loops and `with` blocks around it, as it was, or let the process come to its "
            "next wait"
        )
        assert ended(image, pid) == PLAIN


def test_one_that_waits_under_a_function_of_c_is_refused() -> None:
    text = "import re, time\nprint(re.sub('a', lambda m: str(time.sleep(3600)), 'a'))\n"
    with opened() as image:
        pid = image.spawn_program(text, "under.py")
        image.run_until_idle()
        with pytest.raises(CannotUpgrade, match=r"under.py: it waits under a function of C's"):
            image.upgrade(pid, {"under.py": f"# new\n{text}"})
        assert ended(image, pid) == "None\n"


def test_calls_and_their_loading_stay_with_the_version_that_they_began_with(tmp_path: Path) -> None:
    flow = tmp_path / "flow.py"
    old = "import time\ntime.sleep(3600)\ndef double(x):\n    return 2 * x\n"
    flow.write_text(old)
    with Image.open(":memory:", python=[tmp_path], clock=SimulatedClock(stands=True)) as image:
        call = image.spawn("flow:double", 3)
        image.run_until_idle()
        flow.write_text(old.replace("2 * x", "-x"))
        said = [each.problem for each in image.upgrade_all()]
        assert "it waits for its program to be loaded; upgrade it after that" in said[0]
        assert "it loads the version of the calls that wait for it" in said[1]
        later = image.spawn("flow:double", 3)
        image.run_until_idle()
        image.advance(hours=1)
        assert (image.result(call), image.result(later)) == (6, -3)


def test_what_is_not_taken_over_is_told() -> None:
    text = edited(("RATE = 2\n", "RATE = len('abc')\nprint('loaded')\n"))
    with opened() as image:
        pid = image.spawn_program(ORDER, "order.py")
        image.run_until_idle()
        assert image.upgrade(pid, {"order.py": text}) == [
            "order.py:3: `RATE` is not computed",
            "order.py:4: this is not run",
        ]
        assert ended(image, pid) == PLAIN


def neutral(text: str, dice: random.Random) -> str:
    """The text with lines that do nothing somewhere."""
    lines = text.splitlines()
    places = sorted(
        {
            (statement.lineno, statement.col_offset, isinstance(node, ast.ClassDef))
            for node in ast.walk(ast.parse(text))
            for block in ("body", "orelse", "finalbody")
            for statement in getattr(node, block, [])
            if isinstance(statement, ast.stmt) and not getattr(statement, "decorator_list", [])
        }
    )
    chosen = dice.sample(places, 5)
    for line, column, is_class in sorted(chosen, reverse=True):
        more = [] if is_class else ["str(1).upper()", "if 0:\n    pass"]
        new = dice.choice(["unused = 0", "# nothing", *more])
        lines[line - 1 : line - 1] = [" " * column + each for each in new.splitlines()]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("seed", range(MOVES))
def test_edits_that_do_nothing_change_nothing_wherever_it_stands(seed: int) -> None:
    dice = random.Random(seed)
    with opened() as image:
        pid = image.spawn_program(SHAPES, "shapes.py")
        image.run_until_idle()
        wanted = ended(image, pid)
        pid = image.spawn_program(SHAPES, "shapes.py")
        image.run_until_idle()
        text = SHAPES
        while image.process(pid).state == "waiting":
            text = neutral(SHAPES, dice)
            image.upgrade(pid, {"shapes.py": text})
            image.advance(seconds=60)
            image.run_until_idle()
        image.result(pid)
        assert image.transcript(pid) == wanted


LATER = """import time

def given(pause):
    n = 0
    while n < 3:
        n += 1
        yield from [n]
        time.sleep(pause)

for n in given(0):
    if n == 2:
        time.sleep(3600)
    print(n)
"""


@pytest.mark.parametrize("more", ["", '        print("-" if time.time() else "")\n'])
def test_it_goes_on_in_a_later_round_of_a_loop(more: str) -> None:
    with opened() as image:
        pid = image.spawn_program(LATER, "later.py")
        image.run_until_idle()
        new = LATER.replace("(pause)\n", f"(pause)\n{more}")
        assert image.upgrade(pid, {"later.py": f"# new\n{new}"}) == []
        assert ended(image, pid).replace("-\n", "") == "1\n2\n3\n"


def test_one_that_has_failed_goes_on_in_the_new_version() -> None:
    text = edited(("return days * RATE + extra", "return {}[days]"))
    with opened() as image:
        pid = image.spawn_program(text, "order.py")
        image.run_until_idle()
        image.advance(seconds=3600)
        image.run_until_idle()
        assert image.process(pid).state == "failed"
        image.upgrade(pid, {"order.py": ORDER})
        image.retry(pid)
        image.run_until_idle()
        assert ended(image, pid) == PLAIN


def test_a_text_that_is_no_python_begins_anew() -> None:
    with opened() as image:
        pid = image.spawn_program("print(1", "order.py")
        image.run_until_idle()
        assert image.process(pid).state == "failed"
        assert [each.pid for each in image.upgrade_all({"order.py": "print(2)"})] == [pid]
        image.retry(pid)
        image.result(pid)
        assert image.transcript(pid) == "2\n"


def test_only_what_stands_is_moved() -> None:
    with opened() as image:
        scheme = image.spawn_eval("(begin (sleep 100) 1)")
        pid = image.spawn_program("import subprocess\nsubprocess.run(['sleep', '0.3'])", "flow.py")
        image.run_slice()
        with pytest.raises(CannotUpgrade, match="definitions are the image's"):
            image.upgrade(scheme)
        with pytest.raises(CannotUpgrade, match=r"waits for a call outside|runs; park it"):
            image.upgrade(pid, {"flow.py": "print(1)"})
        image.result(pid)
        with pytest.raises(CannotUpgrade, match="is done: nothing of it goes on"):
            image.upgrade(pid, {"flow.py": "print(1)"})


def test_calls_move_from_the_base_that_they_share(tmp_path: Path) -> None:
    shutil.copy(UPGRADED / "order.py", tmp_path)
    with Image.open(
        tmp_path / "image", python=[tmp_path], clock=SimulatedClock(stands=True)
    ) as image:
        (tmp_path / "order.py").write_text(ORDER.rpartition("print(remind")[0])
        pids = [image.spawn("order:remind", None, 1) for _ in range(2)]
        image.run_until_idle()
        text = (tmp_path / "order.py").read_text()
        (tmp_path / "order.py").write_text(text.replace("order.title(), day", '"new"'))
        assert image.upgrade(pids[0]) == []
        (tmp_path / "order.py").write_text(text.replace("order.title(), day", '"newer"'))
        found = image.upgrade_all()
        assert [(each.pid, each.problem) for each in found] == [(pid, "") for pid in pids]
        for pid in pids:
            assert ended(image, pid) == "newer\n"


def test_the_command_moves_all_of_a_program(tmp_path: Path) -> None:
    perdure = Command(tmp_path)
    (tmp_path / "order.py").write_text(ORDER)
    for _ in range(2):
        assert perdure("run", "--detach", "order.py").code == 0
    with Image.open(tmp_path / "perdure.image", clock=SimulatedClock(stands=True)) as image:
        image.run_until_idle()
    (tmp_path / "order.py").write_text(edited((SLEEP, "        time.sleep(0)\n")))
    moved = perdure("upgrade", "order.py")
    assert (moved.code, moved.out) == (
        0,
        "process 1 goes on in the new version\nprocess 2 goes on in the new version\n",
    )
    (tmp_path / "order.py").write_text(edited((SLEEP, "")))
    refused = perdure("upgrade", "order.py", "2")
    assert refused.code == 1
    assert refused.out == (
        "process 2: order.py:23: the new version has no statement that goes on from what it waits "
        "for here\n"
    )
    (tmp_path / "other.py").write_text(ORDER)
    assert (
        perdure.out("upgrade", "other.py") == "no process stands in an older version of other.py\n"
    )


def test_the_repl_moves_processes(tmp_path: Path) -> None:
    perdure = Command(tmp_path)
    (tmp_path / "order.py").write_text(ORDER)
    for _ in range(2):
        assert perdure("run", "--detach", "order.py").code == 0
    with Image.open(tmp_path / "perdure.image", clock=SimulatedClock(stands=True)) as image:
        image.run_until_idle()
    (tmp_path / "order.py").write_text(edited(("RATE = 2", "RATE = len('abc')")))
    typed = [",upgrade order.py 2", ',upgrade "order.py"', ",upgrade order.py"]
    assert perdure.out("repl", stdin="\n".join([*typed, ""])) == (
        "process 2 goes on in the new version\n"
        "  order.py:3: `RATE` is not computed\n"
        "process 1 goes on in the new version\n"
        "  order.py:3: `RATE` is not computed\n"
        "no process stands in an older version of order.py\n"
    )
    (tmp_path / "order.py").write_text(edited((SLEEP, "")))
    typed = [",upgrade", ",upgrade order.py x", ',upgrade "or', ",upgrade no.py", ",upg order.py 1"]
    told = perdure("repl", stdin="\n".join([*typed, ""]))
    assert told.err.splitlines() == [
        "this needs a file: ,upgrade flow.py, or ,upgrade flow.py 12 13",
        "'x' is no pid, and no process is registered so: ,upgrade flow.py 12; ,ps lists them",
        "a quotation mark is not closed",
        "cannot read 'no.py': No such file or directory",
    ]
    assert told.out == (
        "process 1: order.py:23: the new version has no statement that goes on from what it waits "
        "for here\n"
    )
