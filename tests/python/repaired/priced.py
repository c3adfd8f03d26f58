import sys


def price(count):
    return {}[count]


print(price(int(sys.argv[1])))
