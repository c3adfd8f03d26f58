"""A builtin that is called by a statement of its own calls methods, each once."""

calls = []


def track(f):
    def track(*args, **kwargs):
        calls.append(f.__name__)
        return f(*args, **kwargs)

    return track


class T:
    @track
    def __abs__(self, *args):
        return 1


def one():
    t = T()
    calls[:] = []
    abs(t)
    print(len(calls))


def two():
    t = T()
    calls.clear()
    x = abs(t)
    print(len(calls))


def three():
    t = T()
    calls.clear()
    abs(t)
    print(len(calls))


def four():
    t = T()
    calls.clear()
    print(abs(t))
    print(len(calls))


one()
two()
three()
four()
