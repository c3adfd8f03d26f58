"""Generates orders.json; run once, and the same at every run.

    python examples/orders/make_orders.py > examples/orders/orders.json

There is enough in stock for everything that is ordered, so that it does not matter which
order comes first, except for one product, of which there is nothing.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

SEED = 1911
ORDERS = 300

#: sku: cents
PRODUCTS = {
    "atlas": 8900,
    "barometer": 12450,
    "binoculars": 15900,
    "brass-lamp": 4995,
    "candles-12": 1180,
    "canvas-bag": 3450,
    "compass": 2790,
    "field-notebook": 895,
    "fountain-pen": 6200,
    "ink-blue": 760,
    "ink-sepia": 760,
    "lantern": 5375,
    "magnifier": 1890,
    "matches": 240,
    "oilskin-coat": 13900,
    "pocket-knife": 3150,
    "rope-20m": 1675,
    "sextant": 24800,
    "tea-caddy": 2110,
    "wool-blanket": 7425,
}
SOLD_OUT = {"moon-globe": 18600}

CITIES = ["Aachen", "Bergen", "Coimbra", "Dundee", "Esbjerg", "Fez", "Graz", "Haarlem", "Inverness"]
BEYOND = "Ultima Thule"  #: where no carrier goes


def made() -> dict[str, Any]:
    """The stock, sku to pieces, and the orders."""
    chosen = random.Random(SEED)
    orders = [order(number, chosen) for number in range(1, ORDERS + 1)]
    wanted: Counter[str] = Counter()
    for each in orders:
        for sku, pieces, _ in each["lines"]:
            wanted[sku] += pieces
    stock = {sku: wanted[sku] + chosen.randint(5, 40) for sku in PRODUCTS}
    return {"stock": stock | dict.fromkeys(SOLD_OUT, 0), "orders": orders}


def order(number: int, chosen: random.Random) -> dict[str, Any]:
    skus = chosen.sample(sorted(PRODUCTS), chosen.choice([1, 1, 2, 2, 3]))
    if chosen.random() < 0.04:
        skus += SOLD_OUT  # last, so that there is something to undo
    prices = PRODUCTS | SOLD_OUT
    return {
        "id": f"{number:03}",
        "card": f"4000-{chosen.randrange(10**4):04}-{chosen.randrange(10**4):04}",
        "city": BEYOND if chosen.random() < 0.04 else chosen.choice(CITIES),
        "lines": [[sku, chosen.choice([1, 1, 1, 2, 3]), prices[sku]] for sku in skus],
    }


def text_of(day: dict[str, Any]) -> str:
    """JSON with an order a line."""
    orders = ",\n".join(f"    {json.dumps(each)}" for each in day["orders"])
    return f'{{\n  "stock": {json.dumps(day["stock"])},\n  "orders": [\n{orders}\n  ]\n}}\n'


if __name__ == "__main__":
    print(text_of(made()), end="")
