"""Which call is what: of the program, inside, or an effect.

Without replay nothing needs to be recorded for being random, or a clock. A call is an
effect only because the world outside sees it, or because it blocks. So it goes by the home
of the callee, the module that it (of a method: the function) is defined in: the
program's own is called; what is known to stay inside is called within the slice; the
functions of Python's that wait have durable ones in their place
(perdure.languages.python.runtime.redirections); everything else is an effect, which runs
between two commits.

An audit hook guards the list: see perdure.languages.python.machine.net.
"""

from __future__ import annotations

import collections
import datetime as dt
import decimal
import fractions
import functools
import inspect
import logging
import os
import random
import re
import sys
import types
import uuid
from collections.abc import Callable, Container
from concurrent.futures import Future
from functools import partial
from pathlib import PurePath
from typing import Any

from perdure.languages.python.code import HAVING
from perdure.languages.python.heap import Handle
from perdure.languages.python.runtime.captures import current, wait
from perdure.languages.python.runtime.coroutines import AsyncFunction, Outside
from perdure.languages.python.runtime.redirections import method_homes, redirected
from perdure.languages.python.runtime.varying import is_varying

#: Modules and packages whose functions touch nothing outside, and do not block.
INSIDE = frozenset(
    """
    _asyncio _queue _thread asyncio concurrent.futures queue threading
    __future__ __main__ _abc _bisect _codecs _collections _collections_abc _contextvars _csv
    _datetime _decimal _functools _hashlib _heapq _io _json _operator _pickle _pydatetime _pydecimal
    _random _sha1 _sha2 _sha256 _sha3 _sha512 _md5 _blake2 _sre _statistics _string _strptime
    _struct _warnings _weakref _weakrefset _zoneinfo abc argparse array ast atexit base64 binascii
    bisect builtins calendar cmath codecs collections colorsys configparser contextlib contextvars
    copy copyreg csv dataclasses datetime decimal difflib email enum errno fnmatch fractions
    functools gc genericpath getopt gettext graphlib hashlib heapq hmac html http importlib inspect
    io ipaddress itertools json keyword linecache locale logging math mimetypes numbers
    operator os.path pickle plistlib posixpath ntpath pprint quopri random re reprlib secrets shlex
    stat statistics string stringprep struct symtable sys textwrap time timeit token tokenize
    tomllib traceback types typing typing_extensions unicodedata unittest.mock urllib.parse uuid
    warnings weakref xml.dom xml.etree
    xml.sax.saxutils zlib zoneinfo perdure.languages.python.runtime perdure.program
    annotated_types attr attrs bs4 cattrs dateutil dotenv jinja2 jsonschema lxml.html markdown
    markupsafe more_itertools msgpack multidict numpy orjson packaging pandas pendulum pydantic
    pydantic_core pyparsing pytz rapidfuzz regex rich ruamel.yaml simplejson sortedcontainers
    sqlalchemy.dialects sqlalchemy.orm sqlalchemy.schema sqlalchemy.sql sqlalchemy.types
    tabulate toml tomli tomli_w toolz tzlocal ujson yaml yarl
    """.split()  # noqa: SIM905  (forty lines of quotes otherwise)
)

#: Of these modules, what does touch the outside.
OUTSIDE = frozenset(
    [
        "http.client",
        "http.cookiejar",
        "http.server",
        "logging.config",
        "logging.handlers",
        "pandas.io",
        "sqlalchemy.orm.query",
        "sqlalchemy.orm.scoping",
        "sqlalchemy.orm.session",
    ]
)

#: Functions of modules that stay inside, which do not.
TOUCHING = frozenset(
    [
        ("sqlalchemy.sql.schema", "MetaData.create_all"),
        ("sqlalchemy.sql.schema", "MetaData.drop_all"),
        ("sqlalchemy.sql.schema", "MetaData.reflect"),
        ("logging", "FileHandler"),  # it opens its file for writing: see `files`
        ("time", "sleep"),
        ("uuid", "getnode"),
    ]
)

#: Functions that set up the interpreter, by module and name; they touch nothing else.
SETTING_UP = frozenset(
    [
        ("_codecs", "register"),
        ("_codecs", "register_error"),
        ("_sqlite3", "register_adapter"),
        ("_sqlite3", "register_converter"),
        ("calendar", "setfirstweekday"),
        ("codecs", "register"),
        ("copyreg", "constructor"),
        ("copyreg", "pickle"),
        ("csv", "register_dialect"),
        ("_csv", "register_dialect"),
        ("_csv", "field_size_limit"),
        ("gc", "disable"),
        ("gc", "enable"),
        ("gc", "set_debug"),
        ("gc", "set_threshold"),
        ("gettext", "NullTranslations.install"),
        ("gettext", "bindtextdomain"),
        ("gettext", "install"),
        ("gettext", "textdomain"),
        ("locale", "setlocale"),
        ("logging", "Filterer.addFilter"),
        ("logging", "Filterer.removeFilter"),
        ("logging", "Logger.addHandler"),
        ("logging", "Logger.removeHandler"),
        ("logging", "Logger.setLevel"),
        ("logging", "addLevelName"),
        ("logging", "basicConfig"),
        ("logging", "captureWarnings"),
        ("logging", "disable"),
        ("logging", "setLogRecordFactory"),
        ("logging", "setLoggerClass"),
        ("logging.config", "dictConfig"),
        ("mimetypes", "add_type"),
        ("numpy", "set_printoptions"),
        ("numpy", "seterr"),
        ("numpy.random", "seed"),
        (os.chdir.__module__, "chdir"),
        (os.umask.__module__, "umask"),
        ("random", "Random.seed"),
        ("_socket", "setdefaulttimeout"),
        ("structlog._config", "configure"),
        ("sys", "set_int_max_str_digits"),
        ("sys", "setrecursionlimit"),
        ("sys", "setswitchinterval"),
        ("_thread", "stack_size"),
        ("time", "tzset"),
        ("urllib.request", "install_opener"),
        ("urllib3", "disable_warnings"),
        ("xml.etree.ElementTree", "register_namespace"),
        ("yaml", "add_constructor"),
        ("yaml", "add_implicit_resolver"),
        ("yaml", "add_multi_constructor"),
        ("yaml", "add_multi_representer"),
        ("yaml", "add_representer"),
        ("yaml.constructor", "BaseConstructor.add_constructor"),
        ("yaml.constructor", "BaseConstructor.add_multi_constructor"),
        ("yaml.representer", "BaseRepresenter.add_multi_representer"),
        ("yaml.representer", "BaseRepresenter.add_representer"),
        ("yaml.resolver", "BaseResolver.add_implicit_resolver"),
    ]
)

#: Functions that give finite generators of their library's, which cannot be stored.
LISTED = frozenset(
    [
        ("pandas.core.frame", "DataFrame.items"),
        ("pandas.core.frame", "DataFrame.iterrows"),
    ]
)

#: Packages that stay inside, whose objects are often not to be stored, but made again.
REMADE = frozenset(["jinja2", "sqlalchemy"])

#: Functions of the system, and methods of clients' results, that only look at what is there.
ACCESSORS = frozenset(
    [
        (os.getenv.__module__, "getenv"),
        (os.getcwd.__module__, "getcwd"),
        (os.getpid.__module__, "getpid"),
        (os.fspath.__module__, "fspath"),
        ("requests.models", "Response.json"),
        ("requests.models", "Response.raise_for_status"),
        ("httpx._models", "Response.json"),
        ("httpx._models", "Response.raise_for_status"),
    ]
)

#: Where paths lie, whose pure half touches nothing.
PATHLIB = PurePath.joinpath.__module__

#: Types whose methods never wait and never touch the outside.
PLAIN_TYPES = (
    int, float, complex, bool, str, bytes, bytearray, list, tuple, dict, set, frozenset, range,
    type(None), slice, memoryview, types.GeneratorType,
)  # fmt: skip

#: Types of Python's library whose methods are called as they are, but for a few, which lowered
#: code asks about each time (perdure.languages.python.lowering.builtin_names.ASKING).
QUIET_TYPES = (
    dt.date, dt.datetime, dt.time, dt.timedelta, dt.timezone, re.Match, re.Pattern,
    collections.deque, collections.defaultdict, collections.OrderedDict, collections.Counter,
    decimal.Decimal, fractions.Fraction, uuid.UUID,
)  # fmt: skip

_is_inside: dict[str, bool] = {}


def is_inside(module: str) -> bool:
    """Whether what is defined in that module is called within a slice."""
    found = _is_inside.get(module)
    if found is None:
        parts = module.split(".")
        names = [".".join(parts[:count]) for count in range(1, len(parts) + 1)]
        found = any(name in INSIDE for name in names) and not any(name in OUTSIDE for name in names)
        _is_inside[module] = found
    return found


def home_of(callee: Any) -> str:
    """The module that a callee is defined in."""
    while isinstance(callee, functools.partial):
        callee = callee.func
    if type(callee) is types.MethodWrapperType:
        return callee.__objclass__.__module__
    module = getattr(callee, "__module__", None)
    if module is None:
        owner = getattr(callee, "__self__", None)
        kind = type(callee) if owner is None else _definer(callee, owner)
        module = kind.__module__
    elif type(callee) is types.FunctionType and "_tuple_new" in callee.__globals__:
        return "collections"  # `__new__` of a named tuple, whose text has a module of its own
    return module if isinstance(module, str) else "builtins"


#: Methods of types that are not written in Python, as the types have them.
NATIVE_METHODS = (
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.ClassMethodDescriptorType,
    types.BuiltinFunctionType,
)


def _definer(callee: Any, owner: Any) -> type:
    """The type that has a native method: `append` of an instance of a class of lists is list's."""
    name = getattr(callee, "__name__", "")
    kind = owner if isinstance(owner, type) else type(owner)
    for base in kind.__mro__ or ():  # None while `mro` of its class is asked for them
        if isinstance(base.__dict__.get(name), NATIVE_METHODS):
            return base
    return type(owner)


def is_effect(callee: Any) -> bool:
    """Whether a call of something that is not the program's is an effect."""
    home = home_of(callee)
    place = (home, getattr(callee, "__qualname__", ""))
    if is_inside(home):
        return place in TOUCHING
    if home == PATHLIB:
        return not (isinstance(callee, type) or place[1].startswith("PurePath"))
    return place not in ACCESSORS


def is_safe(kind: type, modules: Container[str]) -> bool:
    """Whether each method of a class's objects is the program's, or is called as it is."""
    if kind is types.ModuleType:
        return False
    homes = [base.__module__ for base in kind.__mro__]
    return all(home in modules or (is_inside(home) and home not in method_homes) for home in homes)


def note_own(kind: type, space: Any) -> None:
    """Have lowered code ask no more about what `super()` finds in a class, where that is safe."""
    homes = {base.__module__ for base in kind.__mro__}
    if is_safe(kind, space.modules) and homes <= {"builtins", *space.modules}:
        space.own.add(kind)


def note_method(callee: Any, name: str, space: Any) -> None:
    """Have lowered code ask no more about methods of that name of the callee's object's type.

    That is, where the class has it, so that no object's own attribute stands in its place, and
    where it is the program's, or all of the class is called as it is.
    """
    owner = callee.__self__
    kind = type(owner)
    if issubclass(kind, type | types.ModuleType) or space.may_change(name):
        return
    if type(kind.__getattribute__) is types.FunctionType or is_varying(callee):
        return
    found = next((each.__dict__[name] for each in kind.__mro__ if name in each.__dict__), None)
    if type(callee) is types.MethodType:
        is_had = found is callee.__func__
        is_own = is_function(found, space.builtins)
    else:
        is_had, is_own = isinstance(found, NATIVE_METHODS), False
    if is_had and (is_own or kind in space.safe or is_safe(kind, space.modules)):
        space.builtins.setdefault(f"{HAVING}{name}", set()).add(kind)


#: The types of methods of an object.
BOUND = (types.MethodType, types.BuiltinMethodType, types.MethodWrapperType)


def is_async(callee: Any) -> bool:
    """Whether that is an `async def` of a library's."""
    function = callee.__func__ if type(callee) is types.MethodType else callee
    return type(function) is types.FunctionType and bool(
        function.__code__.co_flags & inspect.CO_COROUTINE
    )


def is_function(callee: Any, builtins: dict[str, Any]) -> bool:
    """Whether that is a function that the program has defined."""
    kind = type(callee)
    return kind is types.FunctionType and callee.__builtins__ is builtins


def is_of_program(callee: Any, builtins: dict[str, Any]) -> bool:
    """Whether a callee is the program's own function, method, class or instance."""
    if type(callee) is types.FunctionType:
        return is_function(callee, builtins)
    if type(callee) is types.MethodType:
        return is_of_program(callee.__func__, builtins)
    if type(callee) is AsyncFunction:
        return is_function(callee.lowered, builtins)
    if isinstance(callee, type):
        made = callee.__init__  # type: ignore[misc]
        return is_function(made, builtins)
    called = type(callee).__call__ if callable(callee) else None
    return is_function(called, builtins)


class Effect:
    """A callee whose call is a wait: it is called outside, between two commits."""

    __slots__ = ("callee",)

    def __init__(self, callee: Callable[..., Any]) -> None:
        self.callee = callee

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return wait("effect", self.callee, arguments, keywords)


def applied(callee: partial[Any]) -> Callable[..., Any]:
    """A callable that does what a partial does, without a frame of C's."""
    function = checked(callee.func)
    given, named = callee.args, callee.keywords

    def apply(*arguments: Any, **keywords: Any) -> Any:
        return function(*given, *arguments, **{**named, **keywords})

    return apply


def is_setting_up(callee: Callable[..., Any]) -> bool:
    """Whether a function of SETTING_UP is the interpreter's, and no method of another object."""
    if type(callee) is not types.MethodType:
        return True
    owner = callee.__self__
    return callee == random.seed or isinstance(owner, type | logging.Logger)


class SettingUp:
    """A callee that sets up the interpreter, as another will be that goes on with the program."""

    __slots__ = ("callee",)

    def __init__(self, callee: Callable[..., Any]) -> None:
        self.callee = callee

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        space: Any = current()
        who = (space.pid(), *space.modules)
        return space.set_up.called(self.callee, arguments, keywords, who)


class Listing:
    """A callee that gives a generator of its library's, which is finite: its items, from a list."""

    __slots__ = ("callee",)

    def __init__(self, callee: Callable[..., Any]) -> None:
        self.callee = callee

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return iter(list(self.callee(*arguments, **keywords)))


class Making:
    """A callee that touches nothing outside, and may make what can only be made again."""

    __slots__ = ("callee",)

    def __init__(self, callee: Callable[..., Any]) -> None:
        self.callee = callee

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        value = self.callee(*arguments, **keywords)
        space: Any = current()
        if space is not None:
            space.note_outcome(value, Handle(self.callee, arguments, keywords), False, "")
        return value


def is_of_own_future(callee: Any, space: Any) -> bool:
    """Whether that is a method of a future of the program's own class, or of one that is done."""
    owner: Any = getattr(callee, "__self__", None)
    if not issubclass(type(owner), Future):  # `__class__` may be the program's code
        return False
    return bool(space.is_program_class(type(owner))) or owner.done()


def checked(callee: Callable[..., Any]) -> Callable[..., Any]:
    """The callable in the place of one that may be anything: tracebacks have no frame of it."""
    space: Any = current()
    if space is None:  # in a thread of an effect: it runs as it would without Perdure
        return callee
    if is_function(callee, space.builtins):
        return callee
    instead = redirected(callee)
    if instead is not None:
        return instead
    if type(callee) is partial:
        return applied(callee)
    if is_of_program(callee, space.builtins):
        if type(callee) is types.MethodType:
            note_own(type(callee.__self__), space)
        return callee
    if type(callee) is types.MethodWrapperType:
        note_own(type(callee.__self__), space)  # `super().__init__` of a builtin class
    if is_async(callee):
        return Outside(callee)
    if is_of_own_future(callee, space):
        return callee
    home = home_of(callee)
    if (home, getattr(callee, "__qualname__", "")) in SETTING_UP and is_setting_up(callee):
        return SettingUp(callee)
    if home in space.modules:
        return callee  # a class of the program's, which its base makes objects of
    if is_effect(callee) or home in space.outside:
        return Effect(callee)
    if space.journal is not None and is_varying(callee):
        varying: Callable[..., Any] = space.journal.varying(callee)
        return varying
    if (home, getattr(callee, "__qualname__", "")) in LISTED:
        return Listing(callee)
    return Making(callee) if home.partition(".")[0] in REMADE else callee


def settled(callee: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The same; where a callee needs no check, lowered code knows so by that name.

    A function or a class is one that its module has by its own name, so it lives as long in any
    case. Of a method the type of its object is known.
    """
    found = checked(callee)
    space: Any = current()
    if found is not callee or not space:
        return found
    if issubclass(type(callee), BOUND):  # to ask for its `__class__` may run code of the program's
        note_method(callee, name.removeprefix(HAVING).rpartition(".")[2], space)
    if name.startswith(HAVING):
        return found
    if issubclass(type(callee), SETTLED) and not is_varying(callee):
        home = callee.__module__
        module = space.modules.get(home) or sys.modules.get(home)
        if module is not None and vars(module).get(callee.__name__) is callee:
            space.builtins[name] = callee
    return found


#: The types of callees that may be known for good.
SETTLED = (type, types.FunctionType, types.BuiltinFunctionType)
