"""Loops with else, break and continue, in one another and around waits."""

from stopping import stop


def first_multiple(limit, of):
    for n in range(1, limit):
        stop()
        if n % of == 0:
            break
    else:
        stop()
        return "none below", limit
    return n


print(first_multiple(10, 7), first_multiple(5, 7))


def primes(limit):
    found = []
    n = 1
    while (n := stop(n + 1)) < limit:
        for p in found:
            if stop(n % p) == 0:
                break
        else:
            found.append(n)
            continue
        stop()
    else:
        found.append("end")
    return found


print(primes(30))

rows = []
for i in range(5):
    if i == 1:
        continue
    j = 0
    while True:
        j += 1
        stop()
        if j == 2:
            continue
        if j > 3:
            break
        rows.append((i, j))
    if i == 3:
        break
else:
    print("not reached")
print(rows, i, j)

while stop(False):
    print("never")
else:
    print("else of while")

for x in []:
    print("never")
else:
    print("else of for", "x" in globals())

for (a, *b), c in [((1, 2, 3), 4), ("xyz", 5)]:
    stop()
    print(a, b, c)

places = [0] * 3
for places[stop(1)] in range(4):
    pass
print(places)

grown = [1]
for item in grown:
    if len(grown) < 6:
        grown.append(stop(item * 2))
print(grown)

for i in range(3):
    i = stop(i * 10)
    print(i, end=" ")
print()
