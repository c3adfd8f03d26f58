"""collections: Counter, defaultdict, deque, OrderedDict, ChainMap, heapq, bisect; subclasses of builtins."""

import bisect
import heapq
from collections import ChainMap, Counter, OrderedDict, UserDict, defaultdict, deque

from stopping import stop


def make():
    print("made", end="; ")
    return stop([])


words = defaultdict(make)
for word in "one two three four five".split():
    words[len(word)].append(word)
print(dict(words), words[9], len(words), words.default_factory is make)
counts = Counter(stop(c) for c in "mississippi")
counts.update("mm")
print(
    counts.most_common(2),
    counts["z"],
    (counts - Counter("mmm"))["m"],
    sorted((counts & Counter("ssm")).items()),
)
queue = deque([1, 2, 3], maxlen=3)
queue.append(stop(4))
queue.appendleft(0)
queue.rotate(1)
stop()
print(queue, queue.maxlen, queue.popleft(), list(queue), queue.index(0))
ordered = OrderedDict(a=1, b=2, c=3)
ordered.move_to_end("a")
stop()
print(list(ordered), ordered.popitem(last=False), ordered == {"c": 3, "a": 1})
chain = ChainMap({"a": 1}, stop({"a": 2, "b": 3}))
child = chain.new_child({"c": 4})
child["a"] = 9
stop()
print(child["a"], chain["a"], child["b"], sorted(child), chain.maps[1] is child.maps[2])
heap = []
for n in (5, 1, 8, 3):
    heapq.heappush(heap, (n, stop(f"job{n}")))
print(heapq.heappop(heap), heapq.heappushpop(heap, (0, "now")), heapq.nsmallest(2, heap), heap)
print(list(heapq.merge([1, 4], [2, 3], key=lambda n: stop(n))), heapq.nlargest(1, "abc", key=ord))
grades = [60, 70, 80]
print(
    bisect.bisect(grades, stop(70)),
    bisect.bisect_left(grades, 70),
    bisect.insort(grades, 65),
    grades,
)


class Lower(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(stop(key).lower(), value)


class History(list):
    def __init__(self, *args):
        super().__init__(*args)
        self.changes = 0

    def append(self, x):
        self.changes += 1
        super().append(stop(x))


class Upper(str):
    def __new__(cls, text):
        made = super().__new__(cls, stop(text).upper())
        made.original = text
        return made


class Default(dict):
    def __missing__(self, key):
        self[key] = stop(key) * 2
        return self[key]


lower = Lower(A=1)
lower["B"] = 2
history = History([1])
history.append(2)
upper = Upper("text")
default = Default(a="x")
stop()
print(lower, history, history.changes, upper, upper.original, upper + "!", default["b"], default)
print(
    type(history[:]).__name__, isinstance(upper, str), history == [1, 2], sorted(default.values())
)
nested = defaultdict(lambda: defaultdict(int))
nested["a"]["b"] += stop(1)
nested["a"]["b"] += 1
print({k: dict(v) for k, v in nested.items()})
