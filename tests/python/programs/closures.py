"""Closures share their variables: counters, three functions over one, late binding, defaults."""

from stopping import stop


def account(balance):
    history = []

    def deposit(amount):
        nonlocal balance
        balance += stop(amount)
        history.append(("d", amount))
        return balance

    def withdraw(amount):
        nonlocal balance
        if amount > balance:
            return None
        balance -= amount
        stop()
        history.append(("w", amount))
        return balance

    def state():
        return balance, list(history)

    stop()
    return deposit, withdraw, state


deposit, withdraw, state = account(10)
print(deposit(5), withdraw(100), withdraw(3), state())
other = account(1)
stop()
print(other[0](1), state(), other[2]())
print(deposit.__closure__[0].cell_contents == withdraw.__closure__[0].cell_contents)
print(deposit.__code__.co_freevars, [c.cell_contents for c in state.__closure__])

print(
    [f() for f in [lambda: i for i in range(3)]], [f() for f in [lambda i=i: i for i in range(3)]]
)


def late():
    def ask():
        return value

    try:
        ask()
    except NameError as error:
        print(type(error).__name__)
    value = stop("set")
    first = ask()
    value = "changed"
    return first, ask()


print(late())


def loops():
    made = []
    for n in range(3):
        stop()

        def f(m=n):
            return m, n

        made.append(f)
    n = "after"
    return [f() for f in made]


print(loops())


def deeper():
    x = 1

    def middle():
        def inner():
            nonlocal x
            x *= stop(10)
            return x

        stop()
        return inner

    f, g = middle(), middle()
    return f(), g(), x


print(deeper())


def deleted():
    thing = stop([1])

    def ask():
        return thing

    del thing
    try:
        ask()
    except NameError as error:
        return type(error).__name__


print(deleted())


def parameters(a, *args, b=2, **kwargs):
    def inner():
        return a, args, b, sorted(kwargs)

    a += 1
    stop()
    return inner


print(parameters(1, 5, 6, b=3, c=4)(), (lambda x: lambda y: stop(x + y))(1)(2))
