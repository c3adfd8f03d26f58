"""Formatting: f-strings with calls, `str.format` with objects, `__format__`, `__str__`, `__repr__`."""

import datetime
from string import Template

from stopping import stop


def say(x):
    print("say", x, end="; ")
    return stop(x)


class Money:
    def __init__(self, cents):
        self.cents = cents
        self.parts = {"whole": cents // 100}

    def __format__(self, spec):
        stop()
        return f"{self.cents / 100:{spec or '.2f'}}€"

    def __str__(self):
        return stop("money")

    def __repr__(self):
        return f"Money({stop(self.cents)})"

    def __bytes__(self):
        return stop(b"m")


m = Money(1234)
name, width = "Ann", 8
print(f"{m} {m!s} {m!r} {m:.1f} {m!s:>{width}} {m!r:-^{say(14)}}|")
print(f"{say(1) + say(2)} {say('a')!r} {{literal}} {name.upper()} {[say(i) for i in range(2)]}")
print(f"{say(3)=} {name=!s} {m.cents // 7 = :>6}")
print(f"{(lambda x: stop(x) * 2)(4)} {say({'k': 5})['k']} {'yes' if stop(1) else 'no'}")
print(f"multi {say('line')} plain {name:*<{width}}")
print(
    "{} {!r} {:.1f}".format(m, m, m), "{0.cents} {0.parts[whole]} {k[1]}".format(m, k=[1, stop(2)])
)
print(
    "{:>{w}}|{:,}".format("x", stop(1234567), w=4), "{a}{a}{b}".format_map({"a": 1, "b": stop(2)})
)
print("%s %r %5.1f %%" % (m, m, 3.14159), "%(a)s" % {"a": m}, str(m), repr([m]), bytes(m))
print(
    f"{datetime.date(2026, 1, 2):%d.%m.%Y} {1e10:g} {True:d} {None} {3:>+5} {0x1F:#06x} {0.25:.0%}"
)
print(f"{'nested ' + f'{say(7)}' + ' done'}", f"{1!r:{'>'}{5}}|", format(m), format(255, stop("x")))
print(Template("$who owes ${what}").substitute(who=stop("Ann"), what=m))
print(", ".join(f"{k}={stop(v)}" for k, v in {"a": 1, "b": 2}.items()), "-".join(map(str, [m, 1])))


class Broken:
    def __repr__(self):
        raise ValueError("no repr")


try:
    f"{stop(Broken())}"
except ValueError as error:
    print("raised", error)
try:
    f"{m:{say('q')}}"
except ValueError as error:
    print("ValueError")
print(
    "tab\tquote'\"",
    r"raw\n",
    b"bytes\x00",
    f"ab{stop('c')}",
    """three
lines
""".split(),
)
