"""Coroutines that await each other, some three deep, with loops, handlers and results."""

SIZE = 12_000
ANSWER = 144_018_240


class Missing(Exception):
    pass


async def leaf(x: int) -> int:
    if x % 50 == 49:
        raise Missing(x)
    return x + 1


async def middle(x: int) -> int:
    a = await leaf(x)
    b = await leaf(x + a % 2)
    return a + b


async def guarded(x: int) -> int:
    try:
        return await middle(x)
    except Missing:
        return 2 * x + 3
    finally:
        x = 0


async def main(n: int) -> int:
    total = 0
    for i in range(n):
        total += await guarded(i)
    return total
