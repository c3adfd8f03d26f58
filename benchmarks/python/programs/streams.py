"""Coroutines with objects: async methods, `async with`, `async for`, async generators."""

from collections.abc import AsyncIterator
from types import TracebackType

SIZE = 20_000
ANSWER = (199_990_000, 20_000, 0)


class Pool:
    def __init__(self) -> None:
        self.used = 0
        self.total = 0

    async def __aenter__(self) -> "Pool":
        self.used += 1
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.used -= 1

    async def add(self, x: int) -> int:
        self.total += x
        return await self.read()

    async def read(self) -> int:
        return self.total


class Ticker:
    def __init__(self, n: int) -> None:
        self.left = n

    def __aiter__(self) -> "Ticker":
        return self

    async def __anext__(self) -> int:
        if not self.left:
            raise StopAsyncIteration
        self.left -= 1
        return self.left


async def doubled(source: Ticker) -> AsyncIterator[int]:
    async for x in source:
        yield 2 * x


async def main(n: int) -> tuple[int, int, int]:
    pool = Pool()
    seen = 0
    async for x in doubled(Ticker(n)):
        async with pool:
            await pool.add(x // 2)
        seen += 1
    return await pool.read(), seen, pool.used
