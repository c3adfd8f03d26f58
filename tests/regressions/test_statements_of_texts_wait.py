"""Statements of a text for `exec` or `eval` wait in the image, as a module's do.

They kept the worker waiting, and a kill lost where they were.
"""

from __future__ import annotations

from pathlib import Path

from perdure.image import Image, SimulatedClock


def ended(folder: Path, text: str) -> tuple[str, list[str]]:
    """The output of a program that is taken over at each wait, and where each of these is."""
    clock = SimulatedClock(stands=True)
    path = folder / "image"
    places: list[str] = []
    with Image.open(path, clock=clock) as image:
        pid = image.spawn_program(text, "texts.py")
    while True:
        with Image.open(path, clock=clock) as image:
            image.run_until_idle()
            if image.process(pid).waits_for != "a timer":
                image.result(pid)
                return image.transcript(pid), places
            places.append(image.backtrace(pid)[0].position)
            image.advance(hours=1)


STATEMENTS = '''
import time, types

names = {"days": 3}
exec("""
import time
for day in range(days):
    try:
        time.sleep(3600)
    finally:
        print("day", day)
time.sleep(3600); total = day * 10
""", names)
print(names["total"], sorted(name for name in names if name[0] != "_"))
apart = {}
exec("import time\\nbefore = 1\\ntime.sleep(3600)\\nafter = before + 1", {}, apart)
print(apart["after"])
print(eval("(time.sleep(3600), 5)[1] + len([time.sleep(3600)])"))
module = types.ModuleType("filled")
exec("import time\\ncount = 1\\ntime.sleep(3600)\\ndef more():\\n    global count\\n    count += 1",
     module.__dict__)
module.more()
print(module.count)
code = compile("time.sleep(3600)\\n'shown'", "typed", "exec")
exec(code)
exec(compile("time.sleep(3600) or 'shown'", "typed", "single"))
'''


def test_each_where_it_stands(tmp_path: Path) -> None:
    printed, places = ended(tmp_path, STATEMENTS)
    assert printed == (
        "day 0\nday 1\nday 2\n20 ['day', 'days', 'time', 'total']\n2\n6\n2\n'shown'\n"
    )
    assert places == [
        *["<string>:5:9"] * 3,
        "<string>:8:1",
        "<string>:3:1",
        *["<string>:1:2", "<string>:1:33"],
        "<string>:3:1",
        *["typed:1:1"] * 2,
    ]


OUTSIDE = '''
names = {"path": PATH}
exec("""
import os, shutil
os.mkdir(path)
found = os.path.isdir(path)
shutil.rmtree(path)
line = input("? ")
""", names)
print(names["found"], names["line"])
'''


def test_what_they_call_outside_is_an_effect(tmp_path: Path) -> None:
    path = tmp_path / "image"
    with Image.open(path) as image:
        text = OUTSIDE.replace("PATH", repr(str(tmp_path / "made")))
        pid = image.spawn_program(text, "outside.py")
        image.run_until_idle()
        assert image.process(pid).waits_for == "input"
    with Image.open(path) as image:
        image.supply_input(pid, "yes\n")
        image.result(pid)
        assert image.transcript(pid) == "? True yes\n"


COROUTINES = '''
import asyncio

names = {}
exec("""
import asyncio

async def one(n):
    await asyncio.sleep(3600 * n)
    return n

class Client:
    async def __aenter__(self):
        await asyncio.sleep(3600)
        return self
    async def __aexit__(self, *error):
        print("closed")
    async def pages(self):
        for page in (1, 2):
            await asyncio.sleep(3600)
            yield page

async def main():
    print(await asyncio.gather(one(2), one(1)))
    async with Client() as client:
        async for page in client.pages():
            print(page)

asyncio.run(main())
""", names)
print(asyncio.run(names["one"](1)), asyncio.iscoroutinefunction(names["one"]))
'''


def test_coroutines_of_texts_are_durable(tmp_path: Path) -> None:
    printed, _ = ended(tmp_path, COROUTINES)
    assert printed == "[2, 1]\n1\n2\nclosed\n1 True\n"


MANY = """
import time

for number in range(6):
    exec(f"import time\\ntime.sleep(3600)\\nlast = {number}")
time.sleep(3600)
print(last)
"""


def test_texts_that_are_over_are_not_kept(tmp_path: Path) -> None:
    """A program that runs a new one each day costs no more for that."""
    clock = SimulatedClock(stands=True)
    counts = []
    with Image.open(tmp_path / "image", clock=clock) as image:
        pid = image.spawn_program(MANY, "many.py")
        for _ in range(7):
            image.run_until_idle()
            execution = image.root.process(pid).execution
            assert execution is not None
            outermost = execution.outermost()
            assert outermost is not None
            counts.append(len(outermost[2][0].modules))
            image.advance(hours=1)
        image.result(pid)
        assert image.transcript(pid) == "5\n"
    assert counts == [2, 2, 2, 2, 2, 2, 1]


RELOADED = """
import importlib, time
import tariff

while tariff.rate < 3:
    print(tariff.rate, importlib.reload(tariff) is tariff)
print(tariff.rate)
"""


def test_a_module_that_is_reloaded_waits(tmp_path: Path) -> None:
    clock = SimulatedClock(stands=True)
    tariff = tmp_path / "tariff.py"
    tariff.write_text("rate = 0\n")
    with Image.open(tmp_path / "image", clock=clock) as image:
        pid = image.spawn_program(RELOADED, "reloading.py", search_path=[tmp_path])
    places = []
    tariff.write_text(
        "import time\ntry:\n    rate += 1\nexcept NameError:\n    rate = 0\ntime.sleep(3600)\n"
    )
    while True:
        with Image.open(tmp_path / "image", clock=clock) as image:
            image.run_until_idle()
            if image.process(pid).waits_for != "a timer":
                break
            places.append(image.backtrace(pid)[0].position.rpartition("/")[2])
            image.advance(hours=1)
    with Image.open(tmp_path / "image", clock=clock) as image:
        image.result(pid)
        assert image.transcript(pid) == "0 True\n1 True\n2 True\n3\n"
    assert places == ["tariff.py:6:1"] * 4


FILES = """
import runpy

names = runpy.run_path(FOLDER + "/part.py", {"given": 5}, "part")
print(names["found"], names["__name__"], names["tell"](), "__spec__" in names)
names = runpy.run_module("parts")
print(names["found"], names["__name__"], names["__package__"])
"""
PART = """
import time

def tell():
    return __name__, found

found = globals().get("given", 1)
time.sleep(3600)
found += 1
"""


def test_files_that_runpy_runs_wait(tmp_path: Path) -> None:
    folder = tmp_path / "program"
    (folder / "parts").mkdir(parents=True)
    (folder / "part.py").write_text(PART)
    (folder / "parts" / "__init__.py").write_text("")
    (folder / "parts" / "__main__.py").write_text(PART)
    (folder / "main.py").write_text(FILES.replace("FOLDER", repr(str(folder))))
    clock = SimulatedClock(stands=True)
    with Image.open(tmp_path / "image", clock=clock) as image:
        text = (folder / "main.py").read_text()
        pid = image.spawn_program(text, str(folder / "main.py"), search_path=[folder])
    places = []
    for _ in range(2):
        with Image.open(tmp_path / "image", clock=clock) as image:
            image.run_until_idle()
            places.append(image.backtrace(pid)[0].position.removeprefix(f"{folder}/"))
            image.advance(hours=1)
    with Image.open(tmp_path / "image", clock=clock) as image:
        image.result(pid)
        assert image.transcript(pid) == "6 part ('part', 6) True\n2 parts.__main__ parts\n"
    assert places == ["part.py:8:1", "parts/__main__.py:8:1"]
