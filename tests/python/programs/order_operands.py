"""Operands are evaluated from left to right, once each, also where some of them wait."""

from stopping import stop


def say(x):
    print("say", x, end="; ")
    return stop(x)


class Loud:
    def __getattr__(self, name):
        print("get", name, end="; ")
        return lambda *args, **kwargs: (name, args, sorted(kwargs))


loud = Loud()
print(say(1) + say(2) * say(3) - say(4))
print(say("a") + "b" + say("c"), -say(5), not say(0))
print([say(1), 2, say(3)], (say(4), say(5)), {say(6)}, {say("k"): say("v"), "l": say("w")})
print(loud.first(say(1), key=say(2)), loud.second(*[say(3)], **{"z": say(4)}))
print({"a": [10, 20, 30]}["a"][say(1)], "abcdef"[say(1) : say(5) : say(2)])
print(say(1) < say(2) < say(3), say(3) < say(2) < say(1), say(1) == say(1) != say(2))
print(say(0) or say("") or say("last"), say(1) and say(0) and say("never"))
print(say("yes") if say(True) else say("no"), say("yes") if say(False) else say("no"))

n = 1


def bump():
    global n
    n += 10
    return stop(n)


print(n + bump() + n, [n, bump(), n], (n, bump(), n))
x = 5
print(x + (x := 7) + x, [x, (x := stop(9)), x])
print(f"{say(1)} and {say(2)!r:>4} and {say(3):0{say(4)}d}")
print("%s-%s" % (say("p"), say("q")), "{} {}".format(say("r"), say("s")))
