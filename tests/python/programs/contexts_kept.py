"""Context variables of the program itself, tokens that are kept, and decimal's context."""

import contextvars
import decimal
from contextvars import ContextVar, Token

from stopping import stop

plain = ContextVar("plain")
given = ContextVar("given", default="default")


def told():
    return plain.get("unset"), given.get()


plain.set(["a list"])
kept = plain.get()
stop()
print(plain.get() is kept, told())
kept.append("more")
stop()
print(told())
first = given.set("one")
stop()
second = given.set("two")
stop()
print(told(), second.old_value, first.old_value is Token.MISSING, first.var is given)
given.reset(second)
stop()
print(told())
given.reset(first)
stop()
print(told(), given in contextvars.copy_context())
for token in (first, second):
    try:
        given.reset(token)
    except RuntimeError:
        print("used once")
third = given.set("three")
stop()
given.reset(third)
stop()
fourth = given.set("four")
stop()
print(told())
given.reset(fourth)
print(told())


def nested(depth):
    token = given.set(depth)
    try:
        stop()
        return [depth, *(nested(depth - 1) if depth else [])]
    finally:
        stop()
        given.reset(token)


print(nested(3), told())
copied = contextvars.copy_context()
token = copied.run(given.set, "inside")
stop()
print(copied[given], told())
try:
    given.reset(token)
except ValueError:
    print("of another context")
copied.run(given.reset, token)
stop()
print(given in copied, copied[plain] is kept)

decimal.getcontext().prec = 5
stop()
print(decimal.Decimal(1) / 3, decimal.getcontext().flags[decimal.Inexact])
with decimal.localcontext() as context:
    context.prec = 3
    stop()
    print(decimal.Decimal(1) / 3, decimal.getcontext() is context)
stop()
print(decimal.Decimal(2) / 3)
decimal.getcontext().traps[decimal.Inexact] = True
stop()
try:
    decimal.Decimal(2) / 3
except decimal.Inexact:
    print("inexact")
