"""A builtin's call that stands where a loop takes its items, or a statement is, is no site itself.

`for c in str(thing)` failed with an error of Perdure's own where `__str__` waited: the call had the
place of the loop's site. (A step of the debugger: tests/python/programs/builtins_in_statements.py,
where one into `__abs__` from the statement `abs(thing)` did all of it once more.)
"""

from __future__ import annotations

from pathlib import Path

from tests.regressions.hours import printed_after

PROGRAM = """
import time

calls = []


def waits(kind, value):
    def method(self):
        calls.append(kind)
        time.sleep(3600)
        return value

    return method


class Thing:
    __str__ = waits("str", "ab")
    __bytes__ = waits("bytes", b"c")
    __abs__ = waits("abs", [1])
    __len__ = waits("len", 1)


def go(thing):
    for letter in str(thing):
        print(letter)
    for number in bytes(thing):
        print(number)
    for one in abs(thing):
        print(one)
    print(*str(thing), [each for each in str(thing)])
    abs(thing)
    with memoryview(bytes(thing)) as view:
        print(view[0])
    del abs(thing)[0]
    for number in range(len(thing)):
        print(number)


go(Thing())
print(calls)
"""
PRINTED = """a
b
99
1
a b ['a', 'b']
99
0
['str', 'bytes', 'abs', 'str', 'str', 'abs', 'bytes', 'abs', 'len']
"""


def test_a_wait_under_a_builtin_that_a_loop_goes_through(tmp_path: Path) -> None:
    assert printed_after(9, PROGRAM, tmp_path) == PRINTED
