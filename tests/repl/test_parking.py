"""`perdure park` and `perdure resume`."""

from __future__ import annotations

import json

from perdure.image import Image
from tests.repl.command import Command


def test_a_process_stands_until_it_is_resumed(perdure: Command) -> None:
    with Image.open(perdure.folder / "perdure.image") as image:
        image.eval("(import (perdure process))")
        pid = image.spawn_eval("(list 'got (receive))")
        image.run_until_idle()

    def state() -> str:
        found = json.loads(perdure.out("ps", "--json"))
        return str(next(each["state"] for each in found if each["pid"] == pid))

    assert perdure.out("park", str(pid)) == ""
    perdure.out("send", str(pid), "'here")
    perdure.out("work", "--until-idle")
    assert state() == "parked"
    assert perdure.out("resume", str(pid)) == ""
    perdure.out("work", "--until-idle")
    assert perdure.out("result", str(pid)) == "(got here)\n"
    assert perdure.out("park", str(pid)) == ""  # it has ended
    assert state() == "done"
    assert perdure("park", "999").code == 2
