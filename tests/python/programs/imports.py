"""Modules of the program beside it: a package, relative imports, cycles, state, names of their own."""

import importlib
import sys

import shop
import shop.orders as orders
from shop import *
from shop.orders import Order, place as place_order
from shop.prices import *  # noqa

from stopping import stop

print(shop.__name__, orders.__name__, shop.NAME, orders is shop.orders, sys.modules["shop"] is shop)
stop()
order = place_order("tea", 3)
print(order, isinstance(order, Order), type(order).__module__, orders.placed is shop.orders.placed)
print(price("tea"), price("other"), "hidden" in globals(), "_private" in globals())
orders.placed.append("by hand")
stop()
print(orders.count(), shop.orders.placed[-1])


def inside():
    from shop import prices
    import shop.orders

    stop()
    prices.TABLE["tea"] = 10
    return prices.price("tea"), shop.orders.place("tea", 2).total


print(inside(), price("tea"))
try:
    import shop.missing
except ModuleNotFoundError as error:
    print(error.name)
try:
    from shop import nothing
except ImportError as error:
    print(type(error).__name__, error.name)
try:
    import shop.broken
except ValueError as error:
    print("broken:", error, "shop.broken" in sys.modules)
dynamic = importlib.import_module("shop.prices")
stop()
print(dynamic.TABLE["tea"], dynamic is sys.modules["shop.prices"], __import__("shop").NAME)
print(shop.lazily_made, hasattr(shop, "not_there"))
from shop import later

print(later.VALUE, shop.later is later)
print(shop.cycle_a.both(), orders.__file__.endswith("orders.py"), __name__, shop.__path__ != [])
