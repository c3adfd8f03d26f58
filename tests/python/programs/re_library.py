"""re: substitution by functions of the program, matches kept over waits, iteration, scanners."""

import re

from stopping import stop

count = 0


def bump(match):
    global count
    count += 1
    return f"<{stop(match.group())}:{count}>"


print(re.sub(r"\d+", bump, "a1 b22 c333"), count)
pattern = re.compile(r"(?P<key>\w+)=(?P<value>\w+)")
match = pattern.search("x: key=value, other=thing")
stop()
print(match["key"], match.groups(), match.span(), match.groupdict())
found = []
for m in pattern.finditer("a=1 b=2 c=3"):
    stop()
    found.append((m["key"], m.start()))
print(found)
print(
    pattern.sub(lambda m: stop(m["value"]) + "=" + m["key"], "a=1 b=2"),
    pattern.subn(r"\2=\1", "q=r", count=1),
)
if m := re.fullmatch(r"(\d{4})-(\d\d)", stop("2026-11")):
    year, month = map(int, m.groups())
    print(year, month)
print(re.split(r"[,;]\s*", "a, b;c"), re.findall(r"\b\w", "one two"), re.escape("a.b"))


def expand(text, variables, depth=0):
    def value(m):
        stop()
        return expand(variables[m[1]], variables, depth + 1)

    return re.sub(r"\$(\w+)", value, text)


print(
    expand(
        "$greeting!", {"greeting": "hello $name", "name": "$first $last", "first": "A", "last": "B"}
    )
)
tokens = re.compile(r"\s*(?:(\d+)|(.))")


def evaluate(text):
    values = [(n, op) for n, op in tokens.findall(text)]
    position = 0

    def peek():
        return values[position] if position < len(values) else ("", "")

    def atom():
        nonlocal position
        n, op = peek()
        position += 1
        if op == "(":
            result = sums()
            position += 1
            return result
        return int(stop(n))

    def products():
        nonlocal position
        result = atom()
        while peek()[1] in ("*", "/"):
            op = peek()[1]
            position += 1
            right = atom()
            result = result * right if op == "*" else result // right
        return result

    def sums():
        nonlocal position
        result = products()
        while peek()[1] in ("+", "-"):
            op = peek()[1]
            position += 1
            right = products()
            result = result + right if op == "+" else result - right
        return result

    return sums()


print(evaluate("2 + 3 * (4 - 1) - 8 / 2"), evaluate("((7))"))


def failing(m):
    raise LookupError(m.group())


try:
    re.sub("b", failing, "abc")
except LookupError as error:
    print("raised", error)
