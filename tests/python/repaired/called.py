import bank

print("loaded")


def order(what, count=1):
    return [bank.charge(what)] * count
