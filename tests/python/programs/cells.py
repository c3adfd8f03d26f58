"""A variable that functions share stays one after waits: containers, threads of calls, generators."""

from stopping import stop


def family():
    count = 0
    names = []

    def up():
        nonlocal count
        count += 1
        stop()
        names.append(f"up{count}")
        return count

    def reset():
        nonlocal count, names
        count, names = 0, [*names, "reset"]
        return stop(names)

    def watch():
        while True:
            stop()
            yield count, len(names)

    class Member:
        def more(self):
            nonlocal count
            count += 100
            return up()

        seen = property(lambda self: count)

    return {"up": up, "reset": reset, "watch": watch(), "member": Member()}


f = family()
watch = f["watch"]
print(f["up"](), f["up"](), next(watch))
stop()
print(f["member"].more(), f["member"].seen, next(watch))
names = f["reset"]()
print(names, next(watch), f["up"](), names)
shared = f["up"].__closure__[0]
print(shared is f["reset"].__closure__[0], shared.cell_contents)
stop()
shared.cell_contents = 7
print(f["up"](), f["member"].seen, next(watch))


def recursive(n):
    trail = []

    def go(k):
        if k:
            trail.append(k)
            stop()
            go(k - 1)
            trail.append(-k)
        return trail

    result = go(n)
    return result is trail, result


print(recursive(3))


def even_odd():
    def even(n):
        return n == 0 or odd(stop(n) - 1)

    def odd(n):
        return n != 0 and even(n - 1)

    return even, odd


even, odd = even_odd()
print(even(10), odd(7), even(3))


def memo():
    known = {}

    def fib(n):
        if n not in known:
            known[n] = stop(n) if n < 2 else fib(n - 1) + fib(n - 2)
        return known[n]

    return fib, known


fib, known = memo()
print(fib(20), len(known), known[10])
