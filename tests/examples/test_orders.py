"""examples/orders: killed all the while, and the books of the world outside agree."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from examples.orders import make_orders, shop
from examples.orders.audit import ORDERS, audit
from examples.orders.demo import moments

REPOSITORY = Path(__file__).parents[2]
SOURCE_ROOTS = ("bootstrap", "image", "languages", "program", "repl", "vm")
HOW_MANY = 60
KILLS = 6

#: Does once more, under another key, what was done.
AGAIN = (
    "INSERT INTO calls SELECT 'x', service, order_id, subject, amount, 1, answer"
    " FROM calls WHERE answer LIKE '{}' LIMIT 1"
)


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A smaller demo's directory, and what it printed."""
    directory = tmp_path_factory.mktemp("orders") / "demo"
    line = [f"--orders={HOW_MANY}", f"--kills={KILLS}", f"--directory={directory}"]
    roots = os.pathsep.join(str(REPOSITORY / root) for root in SOURCE_ROOTS)
    ended = subprocess.run(
        [sys.executable, "-m", "examples.orders.demo", *line],
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONPATH": roots, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    return directory, ended.stdout


def test_every_order_is_settled_once_however_often_the_process_is_killed(
    demonstrated: tuple[Path, str],
) -> None:
    directory, printed = demonstrated
    assert printed.count("KILLED") == KILLS
    assert printed.count("resumed") == KILLS
    assert printed.count("✓") == 4
    found = audit(directory / "killed.sqlite", HOW_MANY)
    assert found.problems == []
    assert found.settled
    assert found.undone
    assert len(found.settled) + len(found.undone) == HOW_MANY


def test_some_calls_are_made_again_under_the_key_that_they_had(
    demonstrated: tuple[Path, str],
) -> None:
    directory, _ = demonstrated
    undisturbed = audit(directory / "undisturbed.sqlite", HOW_MANY)
    killed = audit(directory / "killed.sqlite", HOW_MANY)
    assert undisturbed.repeated == 0
    assert killed.repeated > 0
    assert killed.calls == undisturbed.calls


def test_the_output_is_plain_where_it_is_no_terminal(demonstrated: tuple[Path, str]) -> None:
    _, printed = demonstrated
    assert "\x1b" not in printed
    assert "\r" not in printed


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (AGAIN.format("charged%"), "was charged 2 times"),
        (AGAIN.format("shipped%"), "was shipped 2 times"),
        (
            "DELETE FROM calls WHERE answer = 'refunded'",
            "was not shipped, but its money was kept",
        ),
        (
            "DELETE FROM calls WHERE answer = 'released'",
            "was not shipped, but its goods are reserved",
        ),
        ("UPDATE calls SET answer = NULL WHERE answer = 'packed'", "was never answered"),
        ("UPDATE stock SET pieces = pieces - 1 WHERE sku = 'compass'", "pieces of compass"),
    ],
)
def test_the_audit_finds_what_was_done_twice_or_left_undone(
    demonstrated: tuple[Path, str], tmp_path: Path, fault: str, problem: str
) -> None:
    books = shutil.copyfile(demonstrated[0] / "killed.sqlite", tmp_path / "books.sqlite")
    with closing(sqlite3.connect(books)) as database, database:
        database.execute(fault)
    assert any(problem in found for found in audit(books, HOW_MANY).problems)


def test_there_is_one_world_however_many_threads_reach_for_it_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(shop.DATABASE, str(tmp_path / "books.sqlite"))
    monkeypatch.setattr(shop, "_worlds", [])
    with ThreadPoolExecutor(20) as pool:
        worlds = [each.result() for each in [pool.submit(shop.world) for _ in range(20)]]
    assert len(set(map(id, worlds))) == 1


def test_the_orders_are_those_of_their_script() -> None:
    made = make_orders.text_of(make_orders.made())
    assert made == ORDERS.read_text(encoding="utf-8")


def test_kills_are_spread_from_the_beginning_to_near_the_end() -> None:
    assert moments(5, 1000) == [21, 239, 456, 673, 891]
    assert moments(1, 100)[0] < 100
