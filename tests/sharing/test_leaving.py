"""A worker that is stopped lets its effects end, while another goes on with its other processes."""

from __future__ import annotations

import signal

from tests.sharing.crowd import Crowd, wait_until
from tests.sharing.world import lines_of

WORLD = "tests.sharing.world"
SETUP = "(import (perdure process) (python world))"


def test_others_go_on_while_a_worker_waits_for_its_effects(here: Crowd) -> None:
    signs = here.folder / "signs"
    with here.open(WORLD) as image:
        image.eval(SETUP)
        slowly = f'(slowly "{here.journal}" 2 0.01)'
        image.eval(
            f'(define (tick n) (if (> n 0) (begin {slowly} (sleep 1/50) (tick (- n 1))) "ticked"))'
        )
        # Of a member that does not drive; so the worker gets both.
        effect = image.spawn(f'(until-file "{here.journal}" 1 "{signs}")')
        ticking = image.spawn("(tick 20)")
    leaving = here.start_worker(WORLD)
    wait_until(lambda: {who for _, who, _ in lines_of(here.journal)} == {1, 2})
    other = here.start_worker(WORLD)

    leaving.send_signal(signal.SIGTERM)

    with here.open() as image:
        wait_until(lambda: image.process(ticking).state == "done")
        assert leaving.poll() is None, "it ended before its effect"
        assert image.process(effect).state == "waiting"
        signs.touch()
        wait_until(lambda: image.process(effect).state == "done")
        assert image.value(effect) == leaving.pid
    assert leaving.wait(10) == 0
    assert other.poll() is None
    assert [who for _, who, _ in lines_of(here.journal)].count(1) == 1


def test_whoever_comes_later_goes_on_with_what_has_ended_meanwhile(here: Crowd) -> None:
    first, second = (here.folder / name for name in ("first", "second"))
    with here.open(WORLD) as image:
        image.eval(SETUP)
        image.spawn(f'(until-file "{here.journal}" 1 "{first}")')
        pid = image.spawn(
            f'(begin (until-file "{here.journal}" 2 "{second}") (note "{here.journal}" 3 1))'
        )
    leaving = here.start_worker(WORLD)
    wait_until(lambda: {who for _, who, _ in lines_of(here.journal)} == {1, 2})
    leaving.send_signal(signal.SIGTERM)
    with here.open() as image:
        second.touch()
        wait_until(lambda: image.process(pid).state == "ready")
        here.start_worker(WORLD)  # there was none when its effect ended
        wait_until(lambda: image.process(pid).state == "done", 10)
    assert leaving.poll() is None, "it ended before its effect"
    first.touch()
    assert leaving.wait(10) == 0


def test_a_worker_that_leaves_hears_that_its_effect_is_not_wanted(here: Crowd) -> None:
    with here.open(WORLD) as image:
        image.eval(SETUP)
        pids = [
            image.spawn(f'(until-file "{here.journal}" {who} "{here.folder / "never"}")')
            for who in (1, 2)
        ]
    leaving = here.start_worker(WORLD)
    wait_until(lambda: {who for _, who, _ in lines_of(here.journal)} == {1, 2})
    with here.open() as image:

        def shard() -> int:
            image.refresh()
            return image.root.process(pids[0]).shard

        before = shard()
        leaving.send_signal(signal.SIGTERM)
        wait_until(lambda: shard() != before)  # it keeps what waits for its effects alone
        for pid in pids:
            assert leaving.poll() is None, "it ended before its effects"
            image.cancel(pid)
        assert leaving.wait(5) == 0, "it waited for what nobody wants"
        assert [image.process(pid).state for pid in pids] == ["cancelled"] * 2


def test_a_worker_whose_server_is_gone_leaves_all_the_same(zeo: Crowd) -> None:
    signs = zeo.folder / "signs"
    with zeo.open(WORLD) as image:
        image.eval(SETUP)
        image.spawn(f'(until-file "{zeo.journal}" 1 "{signs}")')
    line = ("perdure.repl", "work", "--image", zeo.uri, "--provide", WORLD, "--grace", "1")
    worker = zeo._start(*line)
    zeo.workers.append(worker)
    wait_until(lambda: bool(lines_of(zeo.journal)))
    zeo.kill_server()
    worker.send_signal(signal.SIGTERM)
    signs.touch()  # what comes of it cannot be committed
    assert worker.wait(20) == 143
    assert "Traceback" not in (zeo.folder / "errors").read_text()


def test_what_was_to_be_sent_to_a_server_that_is_gone_goes_with_it(zeo: Crowd) -> None:
    """No traceback of ZEO's own is written where the connection ends just before it is sent."""
    with zeo.open() as image:
        client = image.root._p_jar.db().storage._server.client
        zeo.kill_server()
        wait_until(lambda: client.protocol is None)
        client.call_async("vote", ())
        client.call_async_iter(iter([("vote", ())]))
        zeo.start_server()
