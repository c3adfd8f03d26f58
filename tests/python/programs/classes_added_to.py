"""Classes made by functions, and what programs give them afterwards."""

import collections, enum, typing, dataclasses, types
from stopping import stop

Node = collections.namedtuple("Node", "value next")
Node.__new__.__defaults__ = (None,)
Node.__doc__ = "A node."
Node.value.__doc__ = "the value"
Node.chain = lambda self: [self.value] + (self.next.chain() if self.next else [])
Node.empty = Node(0)
T = typing.NamedTuple("T", [("a", int)])
T.note = "n"
Model = type("Model", (), {"__init__": lambda self: None, "k": 1})
Model.default = Model()
Model.all = [Model.default, Model]
Model.default.cls = Model
D = dataclasses.make_dataclass("D", [("a", int), ("parent", "D", None)])
D.root = D(1)
D.root.parent = D.root
D.count = 0
E = enum.Enum("E", "a b")
E.label = property(lambda self: "<" + self.name + ">")
E.default = E.a
TD = typing.TypedDict("TD", {"a": int})
TD.__doc__ = "td"
C = types.new_class("C", (), {}, lambda ns: ns.update(v=1))
C.me = C
C.sub = type("Sub", (C,), {})


def make(n):
    cls = type(f"Made{n}", (Model,), {"n": n, "get": lambda self: (n, type(self) is cls)})
    cls.inst = cls()
    return cls


made = [make(i) for i in range(2)]
ns = types.SimpleNamespace()
ns.me = ns
exc = type("MyError", (ValueError,), {"code": 5})
exc.last = exc("x")


def show():
    print(
        Node(1),
        Node(1, Node(2)).chain(),
        Node.__doc__,
        Node.value.__doc__,
        Node.empty,
        Node._field_defaults,
    )
    print(T.note, T.__annotations__, T.__new__.__annotations__, typing.get_type_hints(T))
    print(Model.default.cls is Model, Model.all[1] is Model, Model.all[0] is Model.default)
    print(D.root.parent is D.root, D(1), D.count, type(D.root) is D)
    print(
        E.a.label,
        E.default is E.a,
        [e.name for e in E],
        TD.__doc__,
        C.me is C,
        C.sub.__mro__[1] is C,
        C.v,
    )
    print(
        [m().get() for m in made],
        [type(m.inst) is m for m in made],
        [m.__name__ for m in made],
        ns.me is ns,
    )
    print(exc.code, type(exc.last) is exc, str(exc.last))


show()
D.count += 1
stop()
show()
