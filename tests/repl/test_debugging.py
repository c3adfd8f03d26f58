"""`perdure debug`, and `,debug` in the REPL: a process that failed is looked into and mended."""

from __future__ import annotations

import json
import signal

import pytest

from tests.programs import program
from tests.repl.command import REPOSITORY, Command
from tests.repl.screens import Screen, screen, terminal

STOPPED = """\
  0  price-of  till.scm:3:12
      1   (define (price-of thing)
      2     (let ((tax 3))
      3 >     (+ tax (car thing) (length thing))))
                     ^^^^^^^^^^^
      4
      5   (define (total things)
      thing = ()
      tax   = 3
"""


@pytest.fixture
def failed(perdure: Command) -> str:
    """The pid of a form that has failed in the till."""
    (perdure.folder / "till.scm").write_text(program(__file__, "till"))
    perdure.out("load", "till.scm")
    assert perdure("eval", "(sell 5)").code == 1
    (pid,) = [pid for pid, each in perdure.processes().items() if each["state"] == "failed"]
    return str(pid)


def test_a_batch_looks_and_changes(perdure: Command, failed: str) -> None:
    told = perdure.out("debug", failed, "--batch", "state; bt; up; eval (list sum things); vars")
    assert told.startswith(f"process {failed}, <eval>: car: expected a pair, got ()")
    assert STOPPED in told
    assert "*  0  price-of" in told
    assert "(price-of (car left))" in told
    ended = perdure("debug", failed, "--batch", 'up; eval (list sum "a;b"); nonsense; set sum 100')
    assert ended.code == 1
    assert '(6 "a;b")' in ended.out
    assert "there is no command 'nonsense'" in ended.err
    assert perdure.out("debug", failed, "--batch", "return 1") == (
        f"process {failed}, <eval>: done\n      its result is (5 108)\n"
    )


def test_the_result_of_a_call_is_in_its_language(perdure: Command) -> None:
    (perdure.folder / "half.py").write_text("def half(a):\n    return a / 0\n")
    assert perdure("call", "half.py:half", "4").code == 1
    failed = next(pid for pid, each in perdure.processes().items() if each["state"] == "failed")
    told = perdure.out("debug", str(failed), "--batch", "return (a, [None, {'k': True}])")
    assert told.endswith("done\n      its result is (4, [None, {'k': True}])\n")
    assert "  its result is (4, [None, {'k': True}])\n" in perdure.out("show", str(failed))


def test_what_failed_in_a_pipe_is_debugged_there(perdure: Command) -> None:
    forms = ["(define (half x) (/ x 0))", "(list 1 (half 10))"]
    told = perdure(
        "repl", stdin="\n".join([*forms, ",restarts", ",deb", "return 5", "quit", "(+ 1 2)", ""])
    )
    assert "1  retry" in told.out
    assert "its result is (1 5)" in told.out
    assert told.out.endswith("\n3\n")
    assert "which process?" not in told.err


def test_a_pipe_is_a_batch(perdure: Command, failed: str) -> None:
    told = perdure("debug", failed, stdin="up\nup\n(* order 2)\nrestarts\nquit\nbt\n")
    assert told.code == 0
    assert "\n10\n" in told.out
    assert "use-value VALUE" in told.out
    assert "*" not in told.out.replace("(* ", ""), "quit leaves the rest undone"


def test_the_definition_is_edited_and_the_process_goes_on(perdure: Command, failed: str) -> None:
    editor = perdure.folder / "editor"
    editor.write_text("#!/bin/sh\nsed -i 's/(car thing)/(or tax 1)/' \"$1\"\n")
    editor.chmod(0o755)
    told = perdure("debug", failed, "--batch", "edit; again", EDITOR=str(editor))
    assert "defined; again calls the frame's procedure anew" in told.out
    assert told.out.endswith("its result is (5 19)\n")
    assert perdure.out("eval", "(price-of '())") == "6\n"


def test_nothing_else_runs_while_one_looks(perdure: Command, failed: str) -> None:
    perdure.detach("(display 'ran)", "other.scm")
    perdure.out("debug", failed, "--batch", "bt; eval 1; return 5")
    states = {each["name"]: each["state"] for each in perdure.processes().values()}
    assert states["other.scm"] == "ready"


def test_the_repl_debugs_what_is_typed_line_by_line(perdure: Command, failed: str) -> None:
    told = perdure("repl", stdin=f",debug {failed}\nup\n(+ sum 1)\nreturn 2\nquit\n(+ 1 2)\n")
    assert "\n7\n" in told.out
    assert "its result is (5 2)" in told.out
    assert told.out.endswith("3\n")


def test_breakpoints_are_set_and_listed_and_deleted(perdure: Command, failed: str) -> None:
    assert perdure.out("breakpoint", "price-of", "--if", "(null? thing)") == "1\n"
    assert perdure.out("breakpoint", "till.scm:9") == "2\n"
    assert "     1  procedure  price-of    (null? thing)" in perdure.out("breakpoint")
    assert json.loads(perdure.out("breakpoint", "--json"))[1]["what"] == "till.scm:9"
    assert perdure("breakpoint", "--delete", "7").code == 2
    perdure.out("breakpoint", "--delete", "2")
    told = perdure("repl", stdin=",break\n(total '((1) ()))\n,unbreak 1\n,unbreak x\n")
    assert "  1  procedure  price-of  if (null? thing)" in told.out
    assert "is waiting for breakpoint 1" in told.err or "breakpoint 1" in told.err
    assert "there are no breakpoints" in told.out
    assert "this needs the number of a breakpoint" in told.err


def test_a_form_that_fails_on_a_terminal_is_looked_into_at_once(perdure: Command) -> None:
    (perdure.folder / "till.scm").write_text(program(__file__, "till"))
    perdure.out("load", "till.scm")
    with screen(perdure, "--debug") as shown:
        shown.wait_prompt().enter("(sell 5)")
        shown.wait("debugging process").wait_prompt()
        assert "3 >     (+ tax (car thing) (length thing))))" in shown.text
        assert "^^^^^^^^^^^" in shown.text
        shown.enter("up")
        shown.wait("  1  total  till.scm:9:").wait_prompt()
        pid = shown_pid(shown)
        shown.process.send_signal(signal.SIGKILL)
        shown.process.wait()
    with screen(perdure) as shown:
        shown.wait_prompt().enter(f",debug {pid}")
        shown.wait("debugging process").wait_prompt()
        shown.enter("up")
        shown.wait("  1  total  till.scm:9:").wait_prompt()
        shown.enter("return 4")
        shown.wait("      its result is (5 4)").wait_prompt()
        shown.enter("quit")
        shown.wait_prompt()
        assert shown.evaluate("(+ 1 2)")[-1].endswith("= 3")


def test_the_command_reads_lines_from_a_terminal_that_draws_nothing(
    perdure: Command, failed: str
) -> None:
    environment = perdure.environment | {"TERM": "dumb"}
    with terminal(perdure.line("debug", failed), perdure.folder, environment) as shown:
        shown.wait(lambda it: it.text.endswith("debug>"))
        assert "3 >     (+ tax (car thing) (length thing))))" in shown.text
        shown.enter("up")
        shown.wait("  1  total  till.scm:9:").wait(lambda it: it.text.endswith("debug>"))
        shown.enter("up 7")
        shown.wait("there is no frame so far out").wait(lambda it: it.text.endswith("debug>"))
        shown.enter("break price-of")
        shown.wait("breakpoint 1").wait(lambda it: it.text.endswith("debug>"))
        shown.enter("again")
        shown.wait(lambda it: "breakpoint 1 (till.scm:3:" in it.text.split("again")[-1])
        shown.wait(lambda it: it.text.endswith("debug>"))
        shown.process.send_signal(signal.SIGKILL)
        shown.process.wait()
    assert perdure.processes()[failed]["state"] == "waiting"
    assert "breakpoint 1" in perdure.out("debug", failed, "--batch", "state")
    told = perdure("debug", failed, "--batch", "step; delete 1; return 0; bt")
    assert "a step (till.scm:9:" in told.out
    assert perdure.processes()[failed]["state"] == "done"


def test_steps_are_undone_after_kills(perdure: Command, failed: str) -> None:
    told = perdure.out("debug", failed, "--batch", "break price-of; again; next; undo-step; vars")
    assert "back before next" in told
    assert told.count("breakpoint 1 (till.scm:3:") == 2, "where it stood before the step"
    environment = perdure.environment | {"TERM": "dumb"}
    with terminal(perdure.line("debug", failed), perdure.folder, environment) as shown:
        shown.wait(lambda it: it.text.endswith("debug>"))
        shown.enter("return 100")
        shown.wait("      thing = (3)").wait(lambda it: it.text.endswith("debug>"))
        shown.process.send_signal(signal.SIGKILL)
        shown.process.wait()
    told = perdure.out("debug", failed, "--batch", "undo-step; undo-step; bt")
    assert "back before return" in told
    assert "back before again" in told
    assert "car: expected a pair, got ()" in told.split("back before again")[1]
    refused = perdure("debug", failed, "--batch", "undo-step")
    assert refused.code == 1
    assert "no step of process" in refused.err


def shown_pid(shown: Screen) -> str:
    line = next(each for each in shown.lines if "debugging process" in each)
    return line.split("process ")[1].split(":")[0]


def test_a_breakpoint_where_nothing_is_says_so(perdure: Command, failed: str) -> None:
    for known in ("total", "till.scm:9", "price-of"):
        assert perdure("breakpoint", known).err == ""
    for unknown in ("no-such", "shop.scm:3", "tot"):
        said = perdure("breakpoint", unknown)
        assert (said.code, said.out.strip().isdigit()) == (0, True)
        assert said.err.startswith(f"no definition of a program is known at {unknown} so far")
    (perdure.folder / "other.scm").write_text(
        "(define (no-such x) (if (= x 0) 0 (+ 1 (no-such (- x 1)))))\n(no-such 1)\n"
    )
    told = perdure("run", "other.scm")
    assert "stands at breakpoint" in told.err, "it stops what comes later"
    assert perdure("breakpoint", "no-such").err == "", "and is known then"
    assert "so far" in perdure("debug", failed, "--batch", "break nix").out
    assert "so far" in perdure("repl", stdin=",break nix\n").out


@pytest.fixture
def priceless(perdure: Command) -> str:
    """The pid of `failing.py`, a program of Python that has failed as pens have no price."""
    text = (REPOSITORY / "tests" / "python" / "debugged" / "failing.py").read_text()
    (perdure.folder / "failing.py").write_text(text)
    assert perdure("run", "failing.py").code == 1
    (pid,) = [pid for pid, each in perdure.processes().items() if each["state"] == "failed"]
    return str(pid)


def test_a_function_of_python_is_edited_in_its_file_and_called_again(
    perdure: Command, priceless: str
) -> None:
    editor = perdure.folder / "editor"
    editor.write_text('#!/bin/sh\nsed -i \'s/4/4, "pen": 3/\' "$1"\n')
    editor.chmod(0o755)
    told = perdure("debug", priceless, "--batch", "eval thing; edit; again", EDITOR=str(editor))
    assert told.out.startswith("'pen'\nfailing.py is written; again calls the frame's function")
    assert "\n7\n" in told.out
    assert '"pen": 3' in (perdure.folder / "failing.py").read_text()


def test_the_repl_changes_a_program_of_python_line_by_line(
    perdure: Command, priceless: str
) -> None:
    typed = ["set thing 'ink'", "set nix 1", "eval thing.nix", "return len(thing)", "quit"]
    told = perdure("repl", stdin="\n".join([f",debug {priceless}", *typed, ""]))
    assert "thing = 'ink'" in told.out
    assert "the frame has no variable nix; it has thing" in told.err
    assert "'str' object has no attribute 'nix'" in told.err
    assert "\n7\n" in told.out


def test_a_line_of_python_is_entered_as_it_is_in_the_debugger_of_the_repl(perdure: Command) -> None:
    text = "def found(x):\n    return {'ink': 4}[x]\n\nprint('printed', found('pen'))\n"
    (perdure.folder / "shows.py").write_text(text)
    assert perdure("run", "shows.py").code == 1
    pid = next(pid for pid, each in perdure.processes().items() if each["state"] == "failed")
    with screen(perdure) as shown:
        shown.wait_prompt().enter(f",debug {pid}")
        shown.wait("debugging process").wait_prompt()
        assert shown.evaluate("set x 'ink'")[-1].endswith("x = 'ink'")
        shown.enter("again")
        shown.wait(f"[{pid}] printed 4").wait_prompt().enter("quit")
        shown.wait("debug> quit").wait_prompt().enter("(list 1")
        shown.enter("2)")
        shown.wait("$1 = (1 2)")


def test_a_breakpoint_on_a_condition_is_set_from_everywhere(perdure: Command, failed: str) -> None:
    assert perdure.out("breakpoint", "--raised", "type", "--if", "error-object?") == "1\n"
    assert "     1  condition  type  error-object?" in perdure.out("breakpoint")
    refused = perdure("breakpoint", "--raised", "a type")
    assert refused.code == 2
    assert "'a type' is neither a kind of conditions" in refused.err
    assert perdure("breakpoint", "f", "--raised", "type").code == 2
    assert perdure.out("debug", failed, "--batch", "break-on unbound; break-on") == (
        "breakpoint 2\nbreakpoint 3\n"
    )
    told = perdure(
        "repl", stdin=",break-on range if list\n,unbreak 3\n(guard (e (#t 5)) (car 6))\n"
    )
    assert "breakpoint 4" in told.out
    assert "  4  condition  range  if list" in told.out
    assert "breakpoint 1 on car: expected a pair, got 6" in told.out + told.err


RAISING = """\
def price_of(thing):
    try:
        return {"ink": 4}[thing]
    except KeyError:
        return 0


print(price_of("ink"), price_of("pen"))
"""


def test_a_program_of_python_stops_where_an_exception_is_raised(perdure: Command) -> None:
    (perdure.folder / "shop.py").write_text(RAISING)
    perdure.out("repl", stdin=",break-on LookupError if lambda e: thing == 'pen'\n")
    assert "condition  LookupError  lambda e: thing == 'pen'" in perdure.out("breakpoint")
    told = perdure("run", "shop.py")
    assert "stands at breakpoint 1 on KeyError: 'pen' (shop.py:3:16)" in told.err
    shown = perdure.out(
        "debug", "2", "--batch", "state; bt; vars; eval thing + 's'; delete 1; continue"
    )
    assert "process 2, shop.py: breakpoint 1 on KeyError: 'pen' (shop.py:3:16)" in shown
    assert "  0  price_of  shop.py:3" in shown
    assert "thing = 'pen'" in shown
    assert "'pens'" in shown
    assert shown.rstrip().endswith("process 2, shop.py: done")
    assert perdure.out("transcript", "2").startswith("4 0\n")


def test_a_name_that_nothing_is_known_to_raise_is_told_and_kept(
    perdure: Command, failed: str
) -> None:
    told = perdure("breakpoint", "--raised", "KeyErorr")
    assert told.out == "1\n"
    assert told.err == "no exception is called KeyErorr so far; did you mean KeyError?\n"
    assert perdure("breakpoint", "--raised", "json.JSONDecodeError").err == ""
    assert perdure.out("debug", failed, "--batch", "break-on typ") == (
        "breakpoint 3\nno kind of conditions is called typ so far; did you mean type?\n"
    )
    assert "did you mean unbound?" in perdure("repl", stdin=",break-on unbond\n").out
