"""One long body with many variables, deep loops and conditions; all of them are kept, or unset."""

from stopping import stop


def everything(n):
    a, b, c, d, e = 1, 2.5, "three", [4], {"five": 5}
    total = count = 0
    seen = set()
    for i in range(n):
        row = []
        for j in range(n):
            if (i + j) % 2:
                for k in range(2):
                    stop()
                    value = i * 100 + j * 10 + k
                    if value in seen:
                        continue
                    seen.add(value)
                    row.append(value)
                    while value > 50:
                        value //= 2
                        count += 1
                        if stop(count) % 7 == 0:
                            skipped = value
                            break
                    else:
                        total += value
            elif j == i:
                diagonal = stop((i, j))
        d.append(row)
        if i == 1:
            e["middle"] = row
            middle = [x * 2 for x in row if x > stop(5)]
    f = lambda: (a, total)
    g = {k: v for k, v in e.items()}
    try:
        h = undefined_here if False else stop("h")
        (p, q), r = (a, b), stop(c)
    finally:
        s = sorted(seen)[:3]
    t = u = v = stop([])
    v.append(1)
    w, *x, y = s + [a]
    z = f"{a}{b}{c}"
    del b
    a += 1
    known = sorted(name for name in locals() if len(name) == 1)
    stop()
    return (
        known,
        total,
        count,
        len(seen),
        skipped,
        diagonal,
        middle,
        f(),
        g["middle"],
        h,
        (p, q, r),
        t is v,
        w,
        x,
        y,
        z,
    )


for part in everything(5):
    print(part)


def maybe(flag):
    for i in range(1):
        if flag:
            one = stop(1)
    else:
        two = 2
    names = sorted(locals())
    stop()
    return names


print(maybe(True), maybe(False))
source = "\n".join(f"    v{i} = stop(v{i - 1}) + 1" for i in range(1, 60))
exec(f"def generated():\n    v0 = 0\n{source}\n    return v59, sum(locals().values())")
print(generated())


def many(a, b=stop(2), *args, c, d=4, **kwargs):
    e = a + b
    stop()
    a = e + sum(args)
    kwargs["new"] = c
    b = [a, e]
    stop()
    return a, b, args, c, d, kwargs


print(many(1, c=3), many(1, 2, 3, 4, c=5, d=6, z=7))
