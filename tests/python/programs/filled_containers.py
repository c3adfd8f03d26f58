"""Containers with methods of their own: they run when the program calls them, and not otherwise."""

from collections import deque

from stopping import stop


class Items(list):
    __slots__ = ("seen",)

    def append(self, item):
        print("append", end=" ")
        super().append(stop(item))

    def extend(self, items):
        print("extend", end=" ")
        super().extend(items)


class Members(set):
    def __init__(self, *given):
        print("members", end=" ")
        super().__init__(*given)


class Table(dict):
    def __setitem__(self, key, value):
        print("set", key, end=" ")
        super().__setitem__(key, value)


class Last(deque):
    def __init__(self, count):
        print("last", end=" ")
        super().__init__((), count)
        self.count = count


class Upper(str):
    def __new__(cls, text):
        print("new", end=" ")
        made = super().__new__(cls, text.upper())
        made.original = text
        return made


items = Items([1])
items.seen = items
items.append(items)
members = Members([1, 2])
members.name = "members"
table = Table()
table[1] = table
last = Last(3)
last.extend("abcd")
upper = Upper("text")
stop()
print()
print(len(items), items.seen is items, items[1] is items)
print(sorted(members), members.name, table[1] is table)
print(list(last), last.maxlen, last.count, upper, upper.original)
add = super(Items, items).append
stop()
add("without a word")
print(items[2])
