import bank

prices = {"tea": 2}


def price(thing):
    found = prices[thing]
    return found


def total(things):
    whole = 0
    for thing in things:
        whole += price(thing)
    return whole


print(bank.charge("tea"), total(["tea", "pen", "tea"]))
