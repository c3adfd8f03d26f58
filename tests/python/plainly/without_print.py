from remote import number


def depth(rows):
    found = 0
    while rows:
        rows = rows[0]
        found += 1
    return found


def main():
    called = [number] * 400
    first = number(0), len(called)
    del called
    unordered = [{complex("nan"), complex("nan")} for _ in range(400)]
    second = number(1), len(unordered)
    del unordered
    deep = []
    for _ in range(3000):
        deep = [deep]
    return *first, *second, number(2), depth(deep)


print(*main())
