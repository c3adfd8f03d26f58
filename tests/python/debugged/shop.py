import time

prices = {"ink": 4}
seen = []


def price_of(thing, rate=2):
    return prices[thing] * rate


def kept(thing):
    try:
        return price_of(thing)
    finally:
        seen.append(thing)


def total(things):
    found = []
    for thing in things:
        found.append(price_of(thing) if thing != "nib" else kept(thing))
    return found


things = ["ink", "pen", "nib"]
time.sleep(1)
print(total(things), things, seen)
