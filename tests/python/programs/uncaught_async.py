"""An exception that leaves `asyncio.run`: other tasks are cancelled, the exception goes on."""

import asyncio

from stopping import stop


async def patient():
    try:
        await asyncio.sleep(100)
    finally:
        stop()
        print("patient was cancelled")


async def main():
    task = asyncio.create_task(patient())
    await asyncio.sleep(0)
    stop()
    raise LookupError("from main", task.done())


try:
    asyncio.run(main())
except LookupError as error:
    print("first", error.args)
asyncio.run(main())
