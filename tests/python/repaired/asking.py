def number(text):
    return int("x" + text)


name = input("name? ")
print("hello", name)
print(number(name))
