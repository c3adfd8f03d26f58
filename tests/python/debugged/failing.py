def price(thing):
    return {"ink": 4}[thing]


def total(things):
    return sum([price(each) for each in things])


print(total(["ink", "pen"]))
