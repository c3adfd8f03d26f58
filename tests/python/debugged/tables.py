import collections

lists = collections.defaultdict(list)
lists["a"].append(1)
empty = collections.defaultdict(int)
ordered = collections.OrderedDict(a=1)


class Table(dict):
    pass


table = Table()
table["x"] = 1
breakpoint()
