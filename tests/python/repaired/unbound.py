import bank


def pay():
    return bank.charge("tea"), tax


print(pay())
