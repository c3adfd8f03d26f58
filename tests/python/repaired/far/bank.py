"""A service outside of the programs: what it was asked, under which keys, and what it refuses."""

from perdure.program import effect_key

asked: list[tuple[str, str]] = []
refused: set[str] = set()


def charge(what):
    asked.append((what, effect_key()))
    if what in refused:
        raise ConnectionError(f"no {what}")
    return f"paid {what}"


async def charge_soon(what):
    return charge(what)
