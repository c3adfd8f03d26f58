import re


def tax(amount):
    rate = 0.5
    breakpoint()
    return amount * rate


print("begin")
print(tax(10))
print(re.sub("[0-9]", lambda found: breakpoint() or found.group() * 2, "a1"))
