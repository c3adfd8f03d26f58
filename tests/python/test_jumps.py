"""Jumps that a `finally` puts an end to, in the middle of loops that a rest has entered.

Stopped before one in several statements, as a rest that is stopped before each runs none of them.
"""

from __future__ import annotations

import pytest

from tests.python.behaviour import lowered, natively, stopped

TEXTS = {
    "continue in a finally takes the place of break": """
def t(x): return x
for j in range(3):
    try:
        if j == 1: break
    finally:
        t(1)
        continue
else: print("else")
""",
    "continue in a finally takes the place of return": """
def t(x): return x
def f():
    j = 0
    while j < 3:
        j += 1
        try:
            if j == 1: return 5
        finally:
            if j: t(1); continue
            print("ij", j)
    else: print("else")
print(f())
""",
    "continue in a finally takes the place of an exception": """
def t(x): return x
def f():
    for j in range(3):
        try:
            if j == 2: raise ValueError
        finally:
            t(1)
            continue
    else: print("else")
f()
""",
    "break in a finally takes the place of continue and of return": """
def t(x): return x
def f():
    for j in range(3):
        try:
            if j == 2: continue
        finally:
            t(1)
            break
    else: print("else")
f()
def g():
    for j in range(3):
        try: return t(j)
        finally:
            t(1)
            if j == 2: break
            continue
    else: print("else")
    return "g"
print(g())
def h():
    for j in range(3):
        try: return t(j)
        finally:
            t(1)
            continue
    else: print("else")
    return "h"
print(h())
""",
    "inner loops that break, and whose finally continues": """
def t(x): return x
for i in range(2):
    for j in range(3):
        try:
            if j == 1: break
        finally:
            if i == 1: t(1); continue
            print("ij", i, j)
    else: print("else", i)
""",
    "a while loop that breaks, and whose finally continues": """
def t(x): return x
def f():
    j = 0
    while j < 3:
        j += 1
        try:
            if j == 1: t(1); break
        finally:
            t(0)
            if j == 1: t(2); continue
            t(4)
    else: print("else")
f()
""",
    "a jump whose finally raises, which is handled inside another finally": """
def t(x): return x
def f(n):
    for j in range(3):
        try:
            try:
                try:
                    if j == n: break
                finally: t(0); raise ValueError(j)
            except ValueError as e: print("caught", e); t(2)
            t(1)
        finally: t(1); print("fin", j); t(2)
        print("end", j)
    else: print("else")
f(0); f(1); f(2)
def f(n):
    for j in range(3):
        try:
            try:
                try: return t(j)
                finally: t(0); raise ValueError(j)
            except ValueError as e: print("caught", e); t(2)
        finally: t(1); print("fin", j); t(2)
        print("end", j)
    else: print("else")
    return "end"
print(f(0))
def f(n):
    for j in range(3):
        try:
            try:
                if j: raise KeyError
                t(1)
                return 5
            except KeyError: t(2)
            finally:
                t(1)
                for k in t([1, 2]):
                    try:
                        if k == 1: continue
                        break
                    finally: t(k); print("k", k)
                if j < 2: continue
                else: t(5); break
        finally: t(1); print("fin", j); t(2)
    else: print("else")
    return "end"
print(f(0))
def f(n):
    for j in range(4):
        try:
            try:
                if j == 0: raise KeyError
                if j == 1: continue
                if j == 2: break
            finally:
                t(1)
                if j == 0: continue
                if j == 2: raise ValueError
        except ValueError: print("ve"); t(1)
        finally: t(1); print("fin", j); t(2)
        print("end", j)
    else: print("else")
    return "end"
print(f(0))
def f(n):
    while True:
        try:
            with M(): return t("r")
        except KeyError: t(1); print("ke")
        finally: t(2); print("fin")
        t(1)
        n -= 1
        if not n: break
    else: print("no")
    return "end"
class M:
    def __enter__(self): t(1)
    def __exit__(self, *a): t(2); raise KeyError
print(f(2))
""",
}


@pytest.mark.parametrize("every", [1, 2, 3, 4, 5, 6, 7, 9, 11, 13])
@pytest.mark.parametrize("name", TEXTS)
def test_it_behaves_so_when_it_is_stopped_now_and_then(name: str, every: int) -> None:
    assert stopped(TEXTS[name], every) == natively(TEXTS[name])


@pytest.mark.parametrize("name", TEXTS)
def test_it_behaves_as_cpython(name: str) -> None:
    assert lowered(TEXTS[name], "checks") == natively(TEXTS[name])
