"""contextvars: set, reset, copied contexts, defaults, in threads of calls and in tasks."""

import asyncio
import contextvars

from stopping import stop

user = contextvars.ContextVar("user", default="nobody")
depth = contextvars.ContextVar("depth")


def who():
    stop()
    return user.get()


def nested(n):
    token = depth.set(depth.get(0) + 1)
    try:
        stop()
        return nested(n - 1) if n else depth.get()
    finally:
        depth.reset(token)


print(who(), nested(3), depth.get("unset"))
token = user.set("ann")
stop()
print(who(), token.old_value is contextvars.Token.MISSING, token.var is user)
context = contextvars.copy_context()


def inside():
    user.set("bob")
    stop()
    return who()


print(context.run(inside), who(), context[user], user in context, len(context) >= 1)
user.reset(token)
stop()
print(who())
try:
    user.reset(token)
except RuntimeError:
    print("used once")
try:
    depth.get()
except LookupError:
    print("LookupError")


async def task(name):
    user.set(name)
    await asyncio.sleep(0)
    stop()
    first = who()
    await asyncio.sleep(0)
    return first, user.get()


async def main():
    user.set("main")
    results = await asyncio.gather(task("t1"), task("t2"))
    return results, who()


print(asyncio.run(main()), who())
