"""json with functions of the program: default=, object_hook=, encoders; errors while one waits."""

import json
from dataclasses import asdict, dataclass
from datetime import date

from stopping import stop


@dataclass
class Item:
    name: str
    price: float


class Encoder(json.JSONEncoder):
    def default(self, o):
        stop()
        if isinstance(o, set):
            return sorted(o)
        return super().default(o)


def default(o):
    print("default", type(o).__name__, end="; ")
    match o:
        case date():
            return stop(o.isoformat())
        case Item():
            return asdict(stop(o))
        case complex():
            return [o.real, o.imag]
    raise TypeError(f"no {type(o).__name__}")


def hook(d):
    return Item(**stop(d)) if d.keys() == {"name", "price"} else d


data = {
    "items": [Item("a", 1.5), Item("b", 2)],
    "on": date(2026, 1, 2),
    "z": 1 - 2j,
    "n": None,
    "ok": True,
}
text = json.dumps(data, default=default)
print(text)
stop()
back = json.loads(text, object_hook=hook)
print(back["items"], back["z"])
print(
    json.dumps({"s": {3, 1}}, cls=Encoder),
    json.dumps([1, {"b": 2, "a": [True, None]}], sort_keys=True),
)
print(json.dumps({"k": [1, "ä"]}, indent=2, ensure_ascii=False))
for wrong in (
    lambda: json.dumps(object, default=default),
    lambda: json.loads("[1,"),
    lambda: Encoder().encode({1: 2j}),
):
    try:
        wrong()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, end=" ")
print()
print(
    json.loads("[1.5, 2]", parse_float=lambda s: stop("f" + s), parse_int=lambda s: stop(-int(s)))
)
print(json.loads('{"b": 1, "a": 2}', object_pairs_hook=lambda pairs: stop(pairs[::-1])))
stream = json.JSONEncoder(default=default).iterencode([Item("c", 3)])
parts = [stop(part) for part in stream]
print("".join(parts))
ring = []
ring.append(ring)
try:
    json.dumps(stop(ring))
except ValueError as error:
    print(error)
