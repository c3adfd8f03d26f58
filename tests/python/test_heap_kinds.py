# ruff: noqa: E501
"""Kinds of objects, a line each: made, stored, loaded, and then as good as before.

A line has what makes the object, and an expression that has the same value in a program that was
never stored. The expression may use up what it looks at.
"""

from __future__ import annotations

import pytest

from perdure.languages.python.heap import CannotStore, dump
from tests.python.stub_program import StubProgram
from tests.python.test_heap_programs import reloaded

IMPORTS = """
import abc, array, collections, contextlib, contextvars, dataclasses, datetime, decimal, enum, fractions
import functools, io, itertools, logging, operator, os, pathlib, random, re, string, sys, types, typing
import uuid, weakref, zoneinfo
def f(a, b=2, *c, d=4, **e): return a, b, c, d, e
def advanced(x, n=1):
    for _ in range(n): next(x)
    return x
class C:
    kind = "C"
    def __init__(self, x=1): self.x = x
    def m(self, y=0): return self.x, y
    def __eq__(self, other): return type(other) is C and self.x == other.x
    def __hash__(self): return hash(self.x)
    def __repr__(self): return f"C({self.x!r})"
class Plain: pass
"""

KINDS = [
    # numbers, texts, containers
    ("integers", "x = [0, -1, 2**100, True]", "x"),
    ("floats", "x = [1.5, float('inf'), -0.0, 1j]", "x"),
    ("strings", "x = ['', 'é', '\\ud800', b'\\0', bytearray(b'a')]", "x"),
    ("singletons", "x = (None, ..., NotImplemented)", "[o is p for o, p in zip(x, (None, ..., NotImplemented))]"),
    ("containers", "x = [(), (1,), [], {}, set(), frozenset({1}), {1: [2]}]", "x"),
    ("a list in itself", "x = []; x.append(x)", "x[0] is x"),
    ("a tuple in itself", "x = ([],); x[0].append(x)", "x[0][0] is x"),
    ("a dict in itself", "x = {}; x['x'] = x", "x['x'] is x"),
    ("one object twice", "x = [C()] * 2", "x[0] is x[1]"),
    ("ranges and slices", "x = [range(1, 9, 2), slice(1, None, 2)]", "x"),
    ("deque", "x = collections.deque([1, C()], maxlen=2)", "x, x.maxlen"),
    ("OrderedDict", "x = collections.OrderedDict(a=1, b=2); x.move_to_end('a')", "list(x)"),
    ("views of an OrderedDict", "d = collections.OrderedDict(a=1); x = d.keys()", "d.update(b=2), list(x)"),
    ("defaultdict", "x = collections.defaultdict(lambda: [7]); x[1]", "x[2], dict(x)"),
    ("defaultdict of a class", "x = collections.defaultdict(C)", "x[2], x.default_factory is C"),
    ("Counter", "x = collections.Counter('abca')", "x.most_common(1), x"),
    ("ChainMap", "d = {}; x = collections.ChainMap(d, {'a': 1}); x['b'] = 2", "x.maps[0] is d, x"),
    ("UserDict and its like", "x = [collections.UserDict(a=1), collections.UserList([1]), collections.UserString('a')]", "x"),
    ("array", "x = array.array('d', [1, 2])", "x"),
    ("SimpleNamespace", "x = types.SimpleNamespace(a=C()); x.me = x", "x.a, x.me is x"),
    ("mappingproxy", "d = {}; x = types.MappingProxyType(d)", "d.update(a=1), x"),
    ("views of a dict", "d = {'a': 1}; x = d.keys(), d.values(), d.items()", "d.update(b=2), [list(v) for v in x]"),
    ("a dict that is its own attributes", "class A(dict):\n  def __init__(self): self.__dict__ = self\nx = A(); x.a = 1", "x['a'], x.__dict__ is x"),
    # functions and methods
    ("function", "x = f", "x is f, x(1), x(1, 2, 3, g=5)"),
    ("function with attributes", "f.calls = [f]; f.__doc__ = 'doc'", "f.calls[0] is f, f.__doc__"),
    ("renamed function", "f.__name__ = 'g'; f.__qualname__ = 'h'; f.__module__ = 'm'", "f.__name__, f.__qualname__, f.__module__"),
    ("changed defaults", "f.__defaults__ = (5,); f.__kwdefaults__ = {'d': [f]}", "f(1)[:2], f(1)[3][0] is f"),
    ("annotations", "def g(a: int, b: 'C') -> C: ...\nx = g", "x.__annotations__"),
    ("lambda", "x = lambda y: y + 1", "x(1), x.__name__"),
    ("an empty cell", "def g():\n  def h(): return later\n  yield h\n  later = 1\nx = next(g())", "x.__closure__[0] == types.CellType()"),
    ("cell", "x = types.CellType(C()); y = x", "x is y, x.cell_contents"),
    ("method", "c = C(5); x = c.m", "x(1), x.__self__ is c"),
    ("method of a class", "class D:\n  @classmethod\n  def n(cls): return cls\nx = D.n", "x() is D"),
    ("method of a list", "d = []; x = d.append", "x(1), d"),
    ("method wrapper", "d = [1]; x = d.__len__", "x()"),
    ("builtins", "x = [len, print, int, dict.fromkeys, str.join, list.__len__, os.getcwd]", "x == [len, print, int, dict.fromkeys, str.join, list.__len__, os.getcwd]"),
    ("descriptors of C", "x = [type.__dict__['__dict__'], types.FunctionType.__code__, BaseException.__suppress_context__]", "x"),
    ("property", "x = property(f, None, None, 'doc')", "x.fget is f, x.__doc__"),
    ("classmethod, staticmethod", "x = [classmethod(f), staticmethod(f)]", "[o.__func__ is f for o in x]"),
    ("partial", "x = functools.partial(f, 1, d=C())", "x(2), x.func is f"),
    ("partial with attributes", "x = functools.partial(f); x.a = x", "x.a is x"),
    ("partialmethod", "class D:\n  n = functools.partialmethod(f, 1)\nx = D()", "x.n(5)[1:]"),
    ("operator's getters", "x = [operator.itemgetter(1), operator.attrgetter('x'), operator.methodcaller('m', 3)]", "x[0]('ab'), x[1](C()), x[2](C())"),
    ("cmp_to_key", "x = functools.cmp_to_key(lambda a, b: b - a)", "sorted([1, 3, 2], key=x)"),
    ("cached function", "@functools.cache\ndef g(a, *, b=1): return [a, b]\ny = g(1); z = g(1, b=2)", "g(1) is y, g(1, b=2) is z, g(2), g.__name__"),
    ("lru_cache", "@functools.lru_cache(maxsize=2)\ndef g(a, b=0): return [a]\nr = [g(i) for i in range(4)]; g(2)", "g(2) is r[2], g(3) is r[3], g(1) is r[1], g(3) is r[3], g(2) is r[2], g.cache_parameters()"),
    ("typed lru_cache", "@functools.lru_cache(typed=True)\ndef g(*a, **k): return [a, k]\nr = g(1), g(1.0), g(1, x=2)", "g(1) is r[0], g(1.0) is r[1], g(1, x=2) is r[2]"),
    ("lru_cache of a closure", "def h(n):\n  @functools.lru_cache\n  def g(a): return [n, a]\n  return g\nx = h(3); y = x(4)", "x(4) is y, x(5)"),
    ("cached_property", "class D:\n  @functools.cached_property\n  def p(self): return [self]\nx = D(); x.p; y = D()", "x.p is x.__dict__['p'], y.p[0] is y"),
    ("singledispatch", "@functools.singledispatch\ndef g(a): return 'any'\n@g.register\ndef _(a: int): return 'int'\ng('')", "g(1), g(''), g.register(str)(lambda a: 'str')(''), g('')"),
    ("contextmanager", "@contextlib.contextmanager\ndef g(a): yield a\nx = g", "x(3).__enter__(), x.__wrapped__.__name__"),
    ("wraps", "def d(f):\n  @functools.wraps(f)\n  def g(*a): return f(*a)\n  return g\nx = d(f)", "x(1), x.__wrapped__ is f, x.__name__"),
    ("code of the program", "x = f.__code__", "x is f.__code__"),
    # classes, in one line
    ("class with slots", "class D:\n  __slots__ = 'a', 'b'\nx = D(); x.a = 1", "x.a, hasattr(x, 'b'), hasattr(x, '__dict__')"),
    ("slots and a dict", "class D(Plain):\n  __slots__ = 'a'\nx = D(); x.a = x; x.b = 2", "x.a is x, x.b"),
    ("class with an attribute set later", "C.more = [C]; del C.kind", "C.more[0] is C, hasattr(C, 'kind')"),
    ("class made by type", "X = type('X', (C,), {'y': 2}); x = X(3)", "x.x, x.y, type(x) is X, X.__bases__[0] is C"),
    ("namedtuple", "P = collections.namedtuple('P', 'a b', defaults=[2]); x = P(1)", "x, x._replace(a=3), type(x) is P"),
    ("functional enum", "E = enum.Enum('E', 'A B'); x = E.B", "x is E.B, E(1), list(E)"),
    ("flag", "class P(enum.Flag):\n  A = enum.auto()\n  B = enum.auto()\n  AB = A | B\nx = P.A | P.B; y = ~P.A", "x is P.AB, y is P.B, P(0)"),
    ("string enum", "class E(str, enum.Enum):\n  A = 'a'\nx = {E.A: 1}", "x['a'], E.A.value, E('a') is E.A"),
    ("enum with its own __init__", "class E(enum.Enum):\n  A = 1, 'one'\n  def __init__(self, n, word): self.word = word\nx = E.A", "x.word, x is E.A, x.value"),
    ("enum with attributes set later", "class E(enum.Enum):\n  A = 1\nE.A.notes = [E.A]", "E.A.notes[0] is E.A, E(1) is E.A"),
    ("registered with Python's own", "import collections.abc\nclass S: pass\ncollections.abc.Sequence.register(S)", "issubclass(S, collections.abc.Sequence), isinstance(S(), collections.abc.Sized)"),
    ("class with other bases", "class A: y = 1\nclass B: y = 2\nclass D(A): pass\nD.__bases__ = (B,)\nx = D()", "x.y, D.__bases__ == (B,), A.__subclasses__()"),
    ("make_dataclass", "D = dataclasses.make_dataclass('D', [('a', int), ('b', int, 5)]); x = D(1)", "x, D(2, 3)"),
    ("dataclass that is ordered and frozen", "@dataclasses.dataclass(order=True, frozen=True, kw_only=True)\nclass D:\n  a: int = 3\nx = {D(): 1}", "x[D(a=3)], D(a=1) < D(), dataclasses.fields(D)[0].kw_only"),
    ("dataclass in a dataclass", "@dataclasses.dataclass\nclass A:\n  a: list\n@dataclasses.dataclass\nclass B(A):\n  b: A\nx = B([1], A([2]))", "x, dataclasses.asdict(x)"),
    ("fields of a dataclass", "@dataclasses.dataclass\nclass D:\n  a: int = dataclasses.field(default=1, metadata={'k': 2})\nx = dataclasses.fields(D)", "[(o.name, o.default, o.default_factory is dataclasses.MISSING, o.metadata['k'], o.type) for o in x]"),
    ("total_ordering", "@functools.total_ordering\nclass D:\n  def __init__(self, n): self.n = n\n  def __lt__(self, o): return self.n < o.n\nx = D(1)", "x <= D(2), x >= D(2)"),
    ("protocol", "@typing.runtime_checkable\nclass P(typing.Protocol):\n  def m(self): ...\nx = C()", "isinstance(x, P), isinstance(1, P)"),
    ("abstract class", "class A(abc.ABC):\n  @property\n  @abc.abstractmethod\n  def p(self): ...\nA.register(int)", "issubclass(int, A), A.__abstractmethods__"),
    ("class in a function", "def g(n):\n  class D:\n    def m(self): return n, D\n  return D\nD = g(4); x = D()", "x.m() == (4, D), D.__qualname__"),
    ("class of a metaclass with a call", "class M(type):\n  def __call__(c, *a): return [super().__call__(*a)]\nclass D(metaclass=M): pass\nx = D()", "type(x[0]) is D, type(D()) is list"),
    ("class registered in its own list", "class D: all = []\nD.all.append(D)", "D.all[0] is D"),
    ("singledispatchmethod", "class D:\n  @functools.singledispatchmethod\n  def g(self, a): return 'any'\n  @g.register\n  def _(self, a: int): return self\nx = D()", "x.g(1) is x, x.g('')"),
    ("cached method", "class D:\n  @functools.lru_cache\n  def m(self, n): return [self, n]\nx = D(); y = x.m(1)", "x.m(1) is y, y[0] is x"),
    ("data descriptor", "class F:\n  def __set_name__(self, o, n): self.n = n\n  def __get__(self, i, o=None): return self.n if i is None else i.__dict__.get(self.n)\n  def __set__(self, i, v): i.__dict__[self.n] = [v]\nclass D: d = F()\nx = D(); x.d = 4", "x.d, D.d"),
    ("decorator of the program", "def deco(cls):\n  cls.added = lambda self: self\n  return cls\n@deco\nclass D: pass\nx = D()", "x.added() is x"),
    ("__missing__", "class D(dict):\n  def __missing__(self, k): return self\nx = D(a=1)", "x['q'] is x, x['a']"),
    ("module made by hand", "x = types.ModuleType('mine', 'doc'); x.me = [x]", "x.me[0] is x, x.__name__, x.__doc__"),
    ("suppress, nullcontext", "x = [contextlib.suppress(ValueError), contextlib.nullcontext(3)]", "x[0]._exceptions, x[1].enter_result"),
    ("singleton", "class S:\n  one = None\n  def __new__(cls):\n    if cls.one is None: cls.one = super().__new__(cls)\n    return cls.one\nx = S()", "S() is x"),
    ("descriptor with __set_name__", "class F:\n  def __set_name__(self, owner, name): self.names = [*getattr(self, 'names', ()), name]\n  def __get__(self, o, t=None): return self.names\nclass D: a = F()", "D.a"),
    ("generic class", "T = typing.TypeVar('T')\nclass G(typing.Generic[T]): pass\nx = G[int], G[T], G[int]()", "x[0] == G[int], x[1].__parameters__[0] is T, type(x[2]) is G"),
    ("NewType", "N = typing.NewType('N', int); x = N", "x(5), x is N, x.__supertype__"),
    ("typing forms", "x = [typing.Any, typing.Optional[C], list[C], int | None, typing.Callable[[C], int], typing.Literal[1]]", "x[1:] == [typing.Optional[C], list[C], int | None, typing.Callable[[C], int], typing.Literal[1]], x[0] is typing.Any"),
    ("forward references", "x = [typing.Optional['C'], list['C'], typing.ForwardRef('C', is_class=True)]", "x, x[2].__forward_is_class__"),
    ("types without names", "x = [type(f), type(None), type({}.keys()), type(iter([])), type(f.__get__(1))]", "[o.__name__ for o in x]"),
    # instances
    ("__getstate__ and __setstate__", "class D:\n  def __getstate__(self): return [self.n]\n  def __setstate__(self, s): self.n = s[0]\nx = D(); x.n = 1", "x.n"),
    ("__reduce__", "class D:\n  def __init__(self, *a): self.a = a\n  def __reduce__(self): return D, (1, 2)\nx = D(1, 2)", "x.a"),
    ("__reduce__ of a name", "class D:\n  def __reduce__(self): return 'x'\nx = D(); y = [x]", "y[0] is x"),
    ("__reduce__ that needs a global", "B = 5\nclass D:\n  def __init__(self): self.b = B\n  def __reduce__(self): return D, ()\nx = D()", "x.b"),
    ("__getnewargs__", "class D(tuple):\n  def __new__(cls, a, b): return super().__new__(cls, (a, b))\n  def __getnewargs__(self): return tuple(self)\nx = D(1, 2)", "x, type(x) is D"),
    ("__getnewargs_ex__", "class D(str):\n  def __new__(cls, *, a): return super().__new__(cls, a)\n  def __getnewargs_ex__(self): return (), {'a': str(self)}\nx = D(a='q'); x.n = 1", "x, x.n"),
    ("subclasses of builtins", "class L(list): pass\nclass D(dict): pass\nclass I(int): pass\nx = L([1]), D(a=1), I(5)\nfor o in x: o.me = x", "x[0].me is x, x"),
    ("a list in its own attribute", "class L(list): pass\nx = L(); x.append(x); x.me = x", "x[0] is x, x.me is x"),
    ("__getattr__ that passes on", "class P:\n  def __init__(self, t): self.t = t\n  def __getattr__(self, n): return getattr(self.t, n)\nx = P('ab')", "x.upper(), x.t"),
    ("__getattr__ of a dict's keys", "class A(dict):\n  def __getattr__(self, n): return self[n]\nx = A(a=1); x.me = x", "x.a, x.me is x"),
    ("__getattr__ with slots", "class P:\n  __slots__ = 't'\n  def __getattr__(self, n): return getattr(self.t, n)\nx = P(); x.t = [x]", "x.t[0] is x, x.count(1)"),
    # exceptions
    ("exception", "x = ValueError('a', 1); x.code = x", "x.args, x.code is x, type(x)"),
    ("OSError", "x = FileNotFoundError(2, 'no', 'f')", "x.errno, x.strerror, x.filename, str(x)"),
    ("UnicodeDecodeError", "x = UnicodeDecodeError('utf-8', b'a', 0, 1, 'bad')", "str(x), x.start, x.object"),
    ("SyntaxError", "x = SyntaxError('m', ('f', 1, 2, 't', 1, 3))", "x.msg, x.lineno, x.text, x.end_offset"),
    ("StopIteration, SystemExit, KeyError", "x = [StopIteration(5), SystemExit(3), KeyError('k')]", "x[0].value, x[1].code, str(x[2])"),
    ("ImportError", "x = ImportError('m', name='n', path='p')", "x.name, x.path, x.msg"),
    ("AttributeError", "x = AttributeError('m', name='n', obj=C())", "x.name, x.obj"),
    ("exception with another __init__", "class E(Exception):\n  def __init__(self, a, *, b): super().__init__(a * 2); self.b = b\nx = E('a', b=2)", "x.args, x.b, str(x)"),
    ("exception with slots", "class E(Exception):\n  __slots__ = 'a'\nx = E(); x.a = 1", "x.a"),
    ("exception group", "x = ExceptionGroup('g', [ValueError(1), KeyError(2)]); x.add_note('n')", "x.exceptions, x.message, x.__notes__, x.split(KeyError)"),
    ("cause and context", "try:\n  try: 1 / 0\n  except ZeroDivisionError as e: raise KeyError(1) from e\nexcept KeyError as e: x = e", "type(x.__cause__), x.__context__ is x.__cause__, x.__suppress_context__"),
    ("suppressed context", "try:\n  try: 1 / 0\n  except ZeroDivisionError: raise KeyError(1) from None\nexcept KeyError as e: x = e", "x.__cause__, type(x.__context__), x.__suppress_context__"),
    ("context without a cause", "try:\n  try: 1 / 0\n  except ZeroDivisionError: raise KeyError(1)\nexcept KeyError as e: x = e", "x.__cause__, type(x.__context__), x.__suppress_context__"),
    ("traceback", "def g(): 1 / 0\ntry: g()\nexcept Exception as e: x = e; y = e.__traceback__", "x.__traceback__.tb_next.tb_frame.f_code.co_name, x.__traceback__.tb_next.tb_lineno, type(y)"),
    # iterators
    ("list iterator", "d = [1, 2, 3]; x = advanced(iter(d))", "d.append(4), list(x)"),
    ("list iterator of its own list", "x = []; i = iter(x); x += [1, i, 2]; next(i)", "next(i) is i, list(i)"),
    ("exhausted list iterator", "d = [1]; x = iter(d); list(x)", "d.append(2), list(x)"),
    ("reversed list", "d = [1, 2, 3]; x = advanced(reversed(d))", "list(x)"),
    ("tuple, str, bytes, range iterators", "x = [advanced(iter(o)) for o in ((1, 2), 'ab', 'éb', b'ab', range(2), range(2**70), bytearray(b'ab'))]", "[list(o)[:3] for o in x[:5]], next(x[5]), list(x[6])"),
    ("reversed tuple and range", "x = [advanced(reversed(o)) for o in ((1, 2), range(3), 'ab')]", "[list(o) for o in x]"),
    ("dict iterators", "d = dict(a=1, b=2, c=3); x = [advanced(iter(o)) for o in (d, d.values(), d.items())]", "d.update(c=9), [list(o) for o in x]"),
    ("dict iterators backwards", "d = dict(a=1, b=2, c=3); x = [advanced(reversed(o)) for o in (d, d.values(), d.items())]", "[list(o) for o in x]"),
    ("dict iterator with gaps", "d = {i: i for i in range(9)}; del d[1], d[5]; x = advanced(iter(d), 2)", "list(x)"),
    ("dict iterator whose dict grows after", "d = dict(a=1, b=2); x = advanced(iter(d))", "d.update(z=1), str(error_of(lambda: next(x)))"),
    ("dict iterator whose dict has grown", "d = dict(a=1, b=2); x = advanced(iter(d)); d['z'] = 1", "str(error_of(lambda: next(x)))"),
    ("exhausted dict iterator", "d = dict(a=1); x = iter(d); list(x)", "list(x)"),
    ("dict iterator at its last", "d = dict(a=1); x = advanced(iter(d))", "list(x)"),
    ("set iterator", "x = advanced(iter({1, 2, 3}))", "sorted(x)"),
    ("deque iterator", "x = advanced(iter(collections.deque([1, 2, 3])))", "list(x)"),
    ("callable iterator", "d = [3, 2, 1]; x = iter(d.pop, 3)", "list(x), d"),
    ("zip", "d = iter([1, 2, 3]); x = advanced(zip(d, 'abc'))", "next(d), list(x)"),
    ("zip that is strict", "x = advanced(zip([1, 2], [1, 2, 3], strict=True))", "type(error_of(lambda: list(x)))"),
    ("map, filter, enumerate", "x = [advanced(map(lambda a, b: a + b, [1, 2], [3, 4])), filter(lambda a: a > 1, [1, 2]), advanced(enumerate('abc', 5))]", "[list(o) for o in x]"),
    ("chain", "x = advanced(itertools.chain([1, 2], [3]))", "list(x)"),
    ("count, cycle, repeat", "x = [advanced(itertools.count(3, 2)), advanced(itertools.cycle([1, 2, 3])), advanced(itertools.repeat('a', 3))]", "next(x[0]), [next(x[1]) for _ in range(4)], list(x[2])"),
    ("islice", "x = advanced(itertools.islice(range(20), 2, 15, 3), 2)", "list(x)"),
    ("accumulate, starmap, compress", "x = [advanced(itertools.accumulate([1, 2, 3])), itertools.starmap(f, [(1,)]), advanced(itertools.compress('abc', [1, 0, 1]))]", "[list(o) for o in x]"),
    ("takewhile, dropwhile, filterfalse", "x = [advanced(itertools.takewhile(lambda a: a < 3, [1, 2, 3])), advanced(itertools.dropwhile(lambda a: a < 2, [1, 2, 3])), itertools.filterfalse(None, [0, 1])]", "[list(o) for o in x]"),
    ("groupby", "x = itertools.groupby([1, 1, 2, 2, 3]); k, g = next(x); next(g)", "list(g), [(k, list(g)) for k, g in x]"),
    ("tee", "x, y = itertools.tee([1, 2, 3]); next(x)", "list(x), list(y)"),
    ("product, permutations, combinations", "x = [advanced(itertools.product('ab', [1, 2])), advanced(itertools.permutations('abc', 2)), advanced(itertools.combinations('abc', 2)), advanced(itertools.combinations_with_replacement('ab', 2))]", "[list(o) for o in x]"),
    ("zip_longest", "x = advanced(itertools.zip_longest([1, 2], [1], fillvalue=0))", "list(x)"),
    ("pairwise", "x = advanced(itertools.pairwise([1, 2, 3])); y = itertools.pairwise([1, 2])", "list(x), list(y)"),
    # weak references
    ("reference to what is kept", "c = C(); x = weakref.ref(c)", "x() is c"),
    ("reference to what is not kept", "c = [C()]; x = weakref.ref(c[0]); held = c.pop; del c; string.kept = held.__self__.copy()", "x()"),
    ("reference with a callback", "log = []; c = [Plain()]; x = weakref.ref(c[0], log.append)", "c.clear(), log == [x]"),
    ("reference to a class", "x = weakref.ref(C)", "x() is C"),
    ("WeakMethod", "c = C(); x = weakref.WeakMethod(c.m)", "x()(2)"),
    ("proxy", "c = C(7); x = weakref.proxy(c)", "x.x, type(x), setattr(c, 'x', 8), x.x"),
    ("WeakValueDictionary", "c = C(); x = weakref.WeakValueDictionary(a=c)", "x['a'] is c, len(x)"),
    ("WeakKeyDictionary", "c = C(); x = weakref.WeakKeyDictionary({c: 1})", "x[c], len(x)"),
    ("WeakSet", "c = C(); x = weakref.WeakSet([c])", "c in x, len(x)"),
    # hashed while they are loaded
    ("key in a circle", "c = C(); c.x = 5; c.all = {c: 'me'}", "c.all[c], c.all[C(5)]"),
    ("member in a circle", "c = C(); c.x = 5; c.all = {c, C(6)}", "c in c.all, C(6) in c.all, len(c.all)"),
    ("key whose hash has a default", "class K:\n  name = None\n  def __hash__(self): return hash(self.name)\nk = K(); k.name = 'a'; k.all = {k}", "k in k.all"),
    ("key in a tuple in a circle", "c = C(); c.x = 5; c.all = {(1, c): 2}", "c.all[1, C(5)]"),
    # the standard library
    ("pattern", "x = re.compile('a(b)', re.I)", "x.match('AB').group(1), x.flags"),
    ("match", "x = [re.match('(a)|b', 'a'), re.search('b', 'ab'), list(re.finditer('.', 'abc'))[1], re.fullmatch('a?|ab', 'ab')]", "[(o.span(), o.groups(), o.string, o.re.pattern, o.pos) for o in x]"),
    ("dates", "x = [datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC), datetime.date.min, datetime.timedelta(1), datetime.time(1, fold=1)]", "x, x[0].tzinfo is datetime.UTC"),
    ("zones", "x = zoneinfo.ZoneInfo('Europe/Berlin')", "x is zoneinfo.ZoneInfo('Europe/Berlin')"),
    ("decimals", "x = [decimal.Decimal('1.10'), fractions.Fraction(1, 3), decimal.Context(prec=5)]", "x[:2], x[2].prec"),
    ("uuid", "x = uuid.UUID(int=5)", "x"),
    ("paths", "x = [pathlib.Path('/a/b'), pathlib.PurePosixPath('a'), {pathlib.Path('c'): 1}]", "x"),
    ("random.Random", "x = random.Random(5); x.random()", "x.random(), x.gauss(0, 1)"),
    ("random's own functions", "x = random.choice", "x.__self__ is random._inst"),
    ("logger", "x = logging.getLogger('a.b')", "x is logging.getLogger('a.b')"),
    ("logging handler", "x = logging.StreamHandler(io.StringIO()); x.setLevel(20)", "x.level, x.lock is not None, bool(x.handle(logging.makeLogRecord({'msg': 'hi'}))), x.stream.getvalue()"),
    ("StringIO", "x = io.StringIO('abc'); x.read(1)", "x.read(), x.write('d'), x.getvalue()"),
    ("BytesIO", "x = io.BytesIO(b'abc'); x.seek(2)", "x.read(), x.tell()"),
    ("standard streams", "x = [sys.stdout, sys.stderr]", "x[0] is sys.stdout, x[1] is sys.stderr"),
    ("os.environ", "x = os.environ", "x is os.environ"),
    ("ContextVar", "v = contextvars.ContextVar('v', default=C(3)); w = contextvars.ContextVar('w')", "v.get(), type(error_of(w.get)), v.name"),
    ("Context", "v = contextvars.ContextVar('v'); x = contextvars.Context(); x.run(v.set, 5)", "x[v]"),
    ("module", "x = [os.path, re]; me = sys.modules[__name__]", "x == [os.path, re], me.x is x"),
    ("template, formatter", "x = string.Template('$a')", "x.substitute(a=1)"),
    ("ExitStack", "log = []; x = contextlib.ExitStack(); x.callback(log.append, 1)", "x.close(), log"),
    # by identity
    ("sentinel of the program", "x = object(); y = [x]", "y[0] is x"),
    ("sentinel of a library", "x = [dataclasses.MISSING, functools._initial_missing]", "x[0] is dataclasses.MISSING, x[1] is functools._initial_missing"),
    ("globals", "x = globals()", "x is globals(), x['x'] is x"),
    ("a dict of builtins", "x = __builtins__", "x is globals()['__builtins__']"),
]  # fmt: skip


def with_error_of(setup: str) -> str:
    return (
        IMPORTS
        + "def error_of(f):\n    try: f()\n    except BaseException as e: return e\n"
        + setup
        + "\n"
    )


def value(program: StubProgram, expression: str) -> str:
    with program.imported():
        return repr(eval(expression, program.namespace("flow")))


@pytest.mark.parametrize(("setup", "look"), [k[1:] for k in KINDS], ids=[k[0] for k in KINDS])
def test_it_is_as_before(setup: str, look: str) -> None:
    text = with_error_of(setup)
    never_stored = value(StubProgram({"flow": text}).run(), look)

    assert value(reloaded(StubProgram({"flow": text}).run()), look) == never_stored
    assert value(reloaded(reloaded(StubProgram({"flow": text}).run())), look) == never_stored


REFUSED: list[tuple[str, str, str, str]] = [
    ("lock", "import threading\nx = [threading.Lock()]", "x[0]", "_thread.lock"),
    ("lock in an instance", "import threading\nx = Plain(); x.a = {'k': threading.Lock()}", "x.a['k']", "_thread.lock"),
    ("socket", "import socket\nx = socket.socket()", "x", "socket.socket"),
    ("file", "x = open(os.devnull)", "x", "_io.TextIOWrapper"),
    ("frame", "x = sys._getframe()", "x", "frame"),
    ("memoryview", "x = memoryview(b'a')", "x", "memoryview"),
    ("finalizer", "c = C(); x = weakref.finalize(c, print)", "x", "weakref.finalize"),
    ("in a closure", "import threading\ndef g():\n  y = threading.Lock()\n  return lambda: y\nx = g()", "x.__closure__[0].cell_contents", "_thread.lock"),
    ("in a library's object", "import queue\nx = [queue.Queue()]", "x[0]", "queue.Queue"),
    ("key in a circle, frozen", "c = C(); c.all = frozenset({c})", "<C>", "flow.C"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("setup", "path", "kind"), [k[1:] for k in REFUSED], ids=[k[0] for k in REFUSED]
)
def test_it_is_refused(setup: str, path: str, kind: str) -> None:
    program = StubProgram({"flow": with_error_of(setup)}).run()

    with program.imported(), pytest.raises(CannotStore) as raised:
        dump(program, [])
    assert (raised.value.path, raised.value.kind) == (path, kind)
