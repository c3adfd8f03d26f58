"""Objects that answer for any attribute are asked for none but those that the program names."""

from stopping import stop


class Asked:
    def __getattr__(self, name):
        print("asked for", name)
        if name == "wanted":
            return stop("found")
        raise AttributeError(name)

    def __call__(self, value):
        return stop(value)

    def __bool__(self):
        print("asked whether it is true")
        return True

    def __eq__(self, other):
        print("compared")
        return True

    __hash__ = None


class Iterator:
    def __init__(self):
        self.left = 2

    def __iter__(self):
        return self

    def __getattr__(self, name):
        print("asked for", name)
        return stop(name)

    def __next__(self):
        if not self.left:
            raise StopIteration
        self.left -= 1
        return stop(self.left)


class Holding:
    held = Asked()

    def method(self):
        return self.held(stop(3))


asked = Asked()
print(asked(1), asked.wanted)
print(Holding().method())
print(list(Iterator()), [each for each in Iterator()], next(Iterator()))
for each in Iterator():
    print(asked(each))
functions = {"a": asked}
print(functions["a"](stop(5)))
