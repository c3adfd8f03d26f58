"""`:=` in conditions, comprehensions, calls and nested scopes; the name belongs to the function."""

from stopping import stop


def chunks(text, size):
    found = []
    while chunk := stop(text[:size]):
        found.append(chunk)
        text = text[size:]
    return found


print(chunks("abcdefg", 3))


def first_long(words):
    if any(len(found := word) > stop(3) for word in words):
        return found
    return "none", found


print(first_long(["a", "word", "longer"]), first_long(["a", "b"]))


def in_comprehension(items):
    total = 0
    running = [total := total + stop(item) for item in items]
    pairs = [(y, y * y) for x in items if (y := stop(x - 1)) > 0]
    return total, running, pairs, y


print(in_comprehension([1, 2, 3]))


def closures():
    makers = [lambda: last for _ in range(2) if (last := stop(_ + 10))]
    before = [m() for m in makers]
    last = 99
    return before, [m() for m in makers]


print(closures())
print([top := n for n in range(4)], top)
values = [(a := stop(1)), (b := a + 1), a + b]
print(values, (c := a, b), c)


def conditions(x):
    if (n := stop(x)) > 10 and (half := n // 2) % 2 == 0:
        return "even half", half
    elif (third := stop(n // 3)) == 2:
        return "third", third
    return n


print(conditions(12), conditions(8), conditions(1))


def call(*args, **kwargs):
    return args, kwargs


print(call(x := stop(3), x + 1, *(y := [x]), k=(z := len(y))), x, y, z)


def changed():
    global counted
    [counted := n for n in range(5) if stop(n) < 3]


changed()
print(counted)
f = lambda n: (m := stop(n) + 1) * m
print(f(2), "m" in globals())
print(f"{(w := stop(5))} {w:>3} {(lambda: w)()}")
