"""Star expressions in calls, displays, targets, subscripts, returns; merging of mappings."""

from stopping import stop


def say(x):
    print("say", x, end="; ")
    return stop(x)


def show(*args, **kwargs):
    return args, kwargs


print([*say([1, 2]), 3, *say("ab")], (*say((1,)), *[]), {*say([1]), *say((2, 1))})
print({**say({"a": 1}), "b": say(2), **{"a": say(3)}})
print(show(*say([1]), say(2), *say((3,)), k=say(4), **say({"l": 5}), m=say(6), **{"n": 7}))
first, *middle, last = say(range(5))
*most, end = stop("abc")
(a, b), [c, *d], e = say([(1, 2), "xyz", 3])
print(first, middle, last, most, end, a, b, c, d, e)
for head, *tail in ([1, 2, 3], "pq"):
    print(head, stop(tail))


def returns(x):
    return *stop(x), "end"


def yields(x):
    got = yield *x, stop(1)
    yield got, *x


print(returns([1, 2]))
g = yields("ab")
print(next(g), g.send("sent"))
x = *say([1, 2]), *say([3])
print(x)
a = b, *c = stop([1, 2, 3])
print(a, b, c)
i, x, y = 0, 1, 2
x, y = y, stop(x)
i, (x, *y) = i + 1, [i, x, y]
print(i, x, y)


class Grid:
    def __getitem__(self, key):
        return stop(key)


print(Grid()[1, 2], Grid()[*[1, 2], 3], Grid()[1:2, ::3], Grid()[say(0) : say(1)])
for wrong in ("a, b = [1]", "a, b = [1, 2, 3]", "a, *b, c = [1]", "a, b = 5"):
    try:
        exec(wrong)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)


def endless():
    n = 0
    while True:
        n += 1
        yield stop(n)


try:
    a, b = endless()
except ValueError as error:
    print(error)


def keyword_only(a, /, b, *, c, d=say("d")):
    return a, b, c, d


print(keyword_only(1, c=3, b=2), keyword_only(*[1], **dict(b=2, c=say(3), d=4)))
merged = {"a": 1} | stop({"b": 2})
merged |= {"a": 9}
print(merged, max(*say([3, 1]), 2), "{}{}".format(*say("xy")), dict(*[[("k", 1)]], v=say(2)))
