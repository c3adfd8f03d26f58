# mypy: ignore-errors
# ruff: noqa: F821, PERF401, PERF402, SIM110  (names that are given; a wait may be within)
"""The twins themselves: ordinary Python, lowered as a program's module is.

What they are given is what the functions in `__init__` let through. Where an argument is wrong,
the builtin is called, for its error.
"""


def list_of(items):
    made = []
    for item in items:
        made.append(item)
    return made


def read_all(stream):
    """All lines of standard input."""
    return "".join(list_of(stream))


def joined(text, parts):
    return text.join(list_of(parts))


def items_of(step, iterator):
    """The items of an asynchronous iterator, each awaited by `step`."""
    while True:
        try:
            item = step(iterator)
        except StopAsyncIteration:
            return
        yield item


def next_of(steps):
    """A step of an asynchronous generator."""
    try:
        return next(steps.generator)
    except StopIteration:
        raise StopAsyncIteration from None


def sent(steps, value):
    try:
        return steps.generator.send(value)
    except StopIteration:
        raise StopAsyncIteration from None


def thrown(steps, *error):
    try:
        return steps.generator.throw(*error)
    except StopIteration:
        raise StopAsyncIteration from None


def closed(steps):
    steps.generator.close()


def tuple_of(items):
    return tuple(list_of(items))


def set_of(items):
    made = set()
    for item in items:
        made.add(item)
    return made


def dict_of(pairs, **more):
    return dict(list_of(pairs), **more)


def sum_of(items, start=0):
    if isinstance(start, str):
        return sum((), start)
    for item in items:
        start = start + item
    return start


def any_of(items):
    for item in items:
        if item:
            return True
    return False


def all_of(items):
    for item in items:
        if not item:
            return False
    return True


def least(which, *given, **more):
    """`min` or `max`, of one iterable or of several arguments."""
    choose = min if which == "min" else max
    items = list_of(given[0]) if len(given) == 1 else list(given)
    key = more.get("key")
    if key is None or not items or set(more) - {"key", "default"}:
        return choose(items, **more)
    keyed = []
    for item in items:
        keyed.append(key(item))
    best = 0
    for number in range(1, len(keyed)):
        if keyed[number] < keyed[best] if which == "min" else keyed[number] > keyed[best]:
            best = number
    return items[best]


def sorted_of(items, **more):
    items = list_of(items)
    key = more.get("key")
    if key is None or set(more) - {"key", "reverse"}:
        return sorted(items, **more)
    keyed = []
    for item in items:
        keyed.append(key(item))
    numbers = sorted(range(len(items)), key=keyed.__getitem__, reverse=more.get("reverse", False))
    return [items[number] for number in numbers]


def mapped(function, first, *others):
    if not others:
        for item in first:
            yield function(item)
        return
    for items in zipped([first, *others], False):
        yield function(*items)


def filtered(test, items):
    for item in items:
        if item if test is None else test(item):
            yield item


def zipped(iterators, strict):
    while iterators:
        row = []
        for number, iterator in enumerate(iterators):
            try:
                row.append(next(iterator))
            except StopIteration:
                if strict:
                    check_lengths(iterators, number)
                return
        yield tuple(row)


def check_lengths(iterators, number):
    """The error of `zip(strict=True)` where the iterator of that number was the first to end."""
    if number:
        plural = " " if number == 1 else "s 1-"
        raise ValueError(f"zip() argument {number + 1} is shorter than argument{plural}{number}")
    for other, iterator in enumerate(iterators[1:], 2):
        try:
            next(iterator)
        except StopIteration:
            continue
        plural = " " if other == 2 else "s 1-"
        raise ValueError(f"zip() argument {other} is longer than argument{plural}{other - 1}")


def enumerated(items, start=0):
    for item in items:
        yield start, item
        start += 1


def grouped(iterator, key):
    """`itertools.groupby`: a group gives what the iterator does until another key comes."""
    ended = []
    for value in iterator:
        found = value if key is None else key(value)
        break
    else:
        return
    ahead = [(found, value)]

    def group(wanted):
        while ahead:
            found, value = ahead[0]
            if not (found is wanted or found == wanted):
                return
            ahead.clear()
            yield value
            if ahead or ended:  # another has gone on meanwhile
                return
            try:
                value = next(iterator)
            except StopIteration:
                ended.append(True)
                return
            ahead.append((value if key is None else key(value), value))

    while ahead:
        wanted = ahead[0][0]
        current = group(wanted)
        yield wanted, current
        while not ended and (not ahead or ahead[0][0] is wanted or ahead[0][0] == wanted):
            ahead.clear()
            try:
                value = next(iterator)
            except StopIteration:
                return
            ahead.append((value if key is None else key(value), value))


def taken_while(test, items):
    for item in items:
        if not test(item):
            return
        yield item


def dropped_while(test, items):
    for item in items:
        if not test(item):
            yield item
            break
    for item in items:
        yield item


def star_mapped(function, items):
    for item in items:
        yield function(*item)


def computed(cached, function, arguments, keywords):
    """A value for the cache of a function."""
    try:
        value = function(*arguments, **keywords)
    except BaseException:
        count_miss(cached, arguments, keywords)
        raise
    keep_computed(cached, arguments, keywords, value)
    return value


def reduced(function, items, *initial):
    if initial:
        found = initial[0]
    else:
        for item in items:
            found = item
            break
        else:
            raise TypeError("reduce() of empty iterable with no initial value")
    for item in items:
        found = function(found, item)
    return found


def called(function, arguments, keywords):
    """The call that a process begins with."""
    return function(*arguments, **keywords)


def ran(run, function, arguments, keywords):
    """The same of an `async def`, by `asyncio.run`."""
    return run(function(*arguments, **keywords))


def outcome_of(end_of, kinds, failed, pid):
    """The result of a process; `failed` makes the exception where it has none."""
    try:
        return end_of(pid)
    except kinds as error:
        raise failed(pid, error) from error


def root_get(fetch, loads, name, default):
    stored = fetch(name)
    return default if stored is None else loads(stored)


def root_change(fetch, exchange, both, name, function, default):
    """Try until nothing has come between."""
    loads, dumps = both
    while True:
        before = fetch(name)
        made = function(default if before is None else loads(before))
        if exchange(name, before, dumps(made)):
            return made


def leave(is_raised, value):
    """The end of a program: the calls that are left for it, and then what it ends with."""
    call_registered()
    if is_raised:
        raise value
    return value


def call_registered():
    """`atexit._run_exitfuncs`: what one of them registers is not called."""
    for number in range(count_registered() - 1, -1, -1):
        call = taken(number)
        if call == FINALIZERS:
            call_finalizers()
        elif call is not None:
            call_last(call)
    forget_registered()


def call_finalizers():
    call = next_of_finalizer()
    while call is not None:
        call_last(call)
        call = next_of_finalizer()


def call_last(call):
    try:
        call.function(*call.arguments, **call.keywords)
    except BaseException as error:  # noqa: BLE001  (as Python does)
        report_ignored(call, error)


def ran_file(code, names, is_copied):
    """The names that the code has defined, which those of its functions are not, if copied."""
    exec(code, names)
    return names.copy() if is_copied else names
