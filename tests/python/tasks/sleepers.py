"""Three tasks that sleep for days."""

import asyncio


async def sleeper(days, shared):
    try:
        await asyncio.sleep(86400 * days - 1)
    except asyncio.CancelledError:
        print(days, "let go")
        raise
    print(days, "after a day")
    shared.append(days)
    return shared


async def main():
    shared = []
    tasks = [asyncio.create_task(sleeper(n, shared)) for n in (1, 2, 3)]
    print("begun")
    found = await asyncio.gather(*tasks)
    print(shared, all(each is shared for each in found))


asyncio.run(main())
