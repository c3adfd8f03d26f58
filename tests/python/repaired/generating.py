import bank


def payments(things):
    for thing in things:
        yield bank.charge(thing)


print(list(payments(["tea", "pen"])))
