import time

rate = 4
thing = 4


def price():
    rate = 5
    time.sleep(3600)
    return thing


print(price())
