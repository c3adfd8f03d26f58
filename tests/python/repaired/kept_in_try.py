import bank


def price(thing):
    return {}[thing]


def total():
    try:
        return price("pen")
    finally:
        print("left")


bank.charge("tea")
print(total())
