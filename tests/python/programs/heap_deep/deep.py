"""Graphs of a depth that no recursion reaches."""

DEPTH = 5_000


class Node:
    def __init__(self, next):
        self.next = next


class Slotted:
    __slots__ = ("next",)

    def __init__(self, next):
        self.next = next


class Key:
    def __init__(self, next):
        self.next = next
        self.seen = {self: 1}

    def __hash__(self):
        return hash(self.next is None)


class Failed(Exception):
    pass


def nested(around, depth=DEPTH):
    made = None
    for _ in range(depth):
        made = around(made)
    return made


def depth(thing, inside):
    count = 0
    while thing is not None:
        thing = inside(thing)
        count += 1
    return count


def failed(context):
    error = Failed()
    error.__context__ = context
    return error


nodes = nested(Node, 100_000)
middle = nodes.next.next
slotted = nested(Slotted)
lists = nested(lambda inner: [inner])
dicts = nested(lambda inner: {"k": inner})
tuples = nested(lambda inner: (inner,))
mixed = nested(lambda inner: Node([({"a": inner},)]))
errors = nested(failed)
keys = nested(Key)


def test_linked_instances():
    assert depth(nodes, lambda node: node.next) == 100_000
    assert middle is nodes.next.next
    assert depth(slotted, lambda node: node.next) == DEPTH


def test_containers_in_each_other():
    assert depth(lists, lambda inner: inner[0]) == DEPTH
    assert depth(dicts, lambda inner: inner["k"]) == DEPTH
    assert depth(tuples, lambda inner: inner[0]) == DEPTH
    assert depth(mixed, lambda node: node.next[0][0]["a"]) == DEPTH


def test_exceptions_in_a_row():
    assert depth(errors, lambda error: error.__context__) == DEPTH


def test_keys_in_circles():
    assert depth(keys, lambda key: key.next) == DEPTH
    assert keys.next.seen[keys.next] == 1
