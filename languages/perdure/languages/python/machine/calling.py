"""Calls between frames: whether a site of one frame called the next frame itself.

Between two frames of a program's stack there must be no other, as a frame of C's, or of a
library's, cannot be stored. One of a library is in the traceback; one of C is not. So what
the site calls is looked at: it must be the child's function, a method of it, the class
whose `__init__` it is, or what drives the generator that it is the frame of.
Looking evaluates names and attributes of the finished frame, and calls nothing.

Read by: perdure.languages.python.machine.capturing.
"""

from __future__ import annotations

import ast
import builtins
import gc
import importlib
import inspect
from collections.abc import Mapping
from functools import partial
from types import (
    BuiltinFunctionType,
    CodeType,
    FrameType,
    FunctionType,
    GeneratorType,
    MethodType,
    MethodWrapperType,
    ModuleType,
)
from typing import Any, TypeGuard

from perdure.languages.python.code import HAVING, KNOWN
from perdure.languages.python.machine.activations import beside
from perdure.languages.python.machine.frames import Closing, Constructed, Defaulting, Instead
from perdure.languages.python.runtime import caching, iterating, twins
from perdure.languages.python.runtime.coroutines import AsyncFunction, Coroutine
from perdure.languages.python.runtime.managing import Iterating
from perdure.languages.python.runtime.redirections import redirected
from perdure.languages.python.runtime.threads import library as threads

MODULE = "<module>"  #: the name of the code that is a module's body
RUNTIME = "perdure.languages.python.runtime"
FOR_PROGRAMS = "perdure.program"
#: Functions that run the body of a text, or of a module.
RUNNING_BODIES = (builtins.exec, builtins.eval, importlib.reload)
BINDING = {
    "_lru_cache_wrapper",
    *("method_descriptor", "wrapper_descriptor", "getset_descriptor", "member_descriptor"),
}
#: Special methods that a call of anything may run for itself; C calls the others.
OF_CALLS = {"__call__", "__init__", "__new__"}
NAMED = (FunctionType, BuiltinFunctionType, MethodWrapperType)
DRIVING = {"send", "throw", "close", "__next__"}


class Unknown(Exception):
    """An expression that cannot be looked at without calling something."""


#: Modules whose functions, in the place of Python's, call a guest or C, and no function of the
#: program's themselves.
CALLING_GUESTS = {module.__name__ for module in (caching, iterating, threads, twins)}


def is_runtime(code_globals: Mapping[str, Any]) -> bool:
    """Whether a function is one of the runtime's, which may stand between two frames."""
    name = str(code_globals.get("__name__", ""))
    return name.startswith((RUNTIME, FOR_PROGRAMS))


def looked_at(frame: FrameType, expression: ast.expr) -> Any:
    """The value that an expression of a finished frame had; Unknown where that is not certain."""
    if isinstance(expression, ast.Constant):
        return expression.value
    if isinstance(expression, ast.Name):
        if expression.id.startswith((KNOWN, HAVING)):  # it may have been forgotten since
            raise Unknown
        for place in (beside(frame.f_code), frame.f_locals, frame.f_globals, frame.f_builtins):
            if expression.id in place:
                return place[expression.id]
        raise Unknown
    if isinstance(expression, ast.NamedExpr):
        return looked_at(frame, expression.target)
    if isinstance(expression, ast.Attribute):
        return attribute(looked_at(frame, expression.value), expression.attr)
    if is_super(expression):
        arguments = [looked_at(frame, each) for each in expression.args]
        return super(*arguments)
    raise Unknown


def is_super(expression: ast.expr) -> TypeGuard[ast.Call]:
    return (
        isinstance(expression, ast.Call)
        and isinstance(expression.func, ast.Name)
        and expression.func.id in ("super", ".super")
    )


def attribute(thing: Any, name: str) -> Any:
    """An attribute, as a method's look-up finds it, without running any code of a class."""
    kind = type(thing)
    if issubclass(kind, ModuleType):
        return vars(thing)[name] if name in vars(thing) else getattr(thing, name)
    if kind is super:
        return bound(found_by_super(thing, name), thing.__self__)
    try:
        found = inspect.getattr_static(thing, name)
    except AttributeError:
        raise Unknown from None
    if issubclass(kind, type):
        if isinstance(found, staticmethod):
            return found.__func__
        if isinstance(found, classmethod):
            return of_class(found, thing)
        return found
    if own_attributes(thing).get(name) is found and found is not None:
        return found
    return bound(found, thing)


def bound(found: Any, thing: Any) -> Any:
    """An attribute of a class as one of its instances, or what derives from it, has it."""
    kind = type(found)
    if kind is FunctionType or kind is AsyncFunction:
        return MethodType(found, thing)
    if kind is staticmethod:
        return found.__func__
    if kind is classmethod:
        return of_class(found, thing if issubclass(type(thing), type) else type(thing))
    if kind.__name__ in BINDING:
        return found.__get__(thing, type(thing))
    if any("__get__" in vars(each) for each in kind.__mro__):
        raise Unknown
    return found  # a class, say, or a partial


def of_class(method: classmethod[Any, Any, Any], owner: type) -> MethodType:
    """A class method of a class; Unknown where it is one of another descriptor."""
    if not callable(method.__func__):
        raise Unknown
    return MethodType(method.__func__, owner)


def found_by_super(thing: Any, name: str) -> Any:
    """The attribute of the first class after the one that `super` begins at."""
    order = thing.__self_class__.__mro__
    for each in order[order.index(thing.__thisclass__) + 1 :]:
        if name in vars(each):
            return vars(each)[name]
    raise Unknown


def own_attributes(thing: Any) -> Mapping[str, Any]:
    """The `__dict__` of an object, which its class is not asked for."""
    try:
        found: Mapping[str, Any] = object.__getattribute__(thing, "__dict__")
    except AttributeError:
        return {}
    return found


def code_of(callee: Any) -> CodeType | None:
    """The code of a function, or method; an instance may answer for anything."""
    if type(callee) is MethodType:
        callee = callee.__func__
    return callee.__code__ if type(callee) is FunctionType else None


def constructed_by(callee: Any) -> type | None:
    """The class that `super().__call__` of a metaclass makes an object of; None for all else."""
    if type(callee) is not MethodWrapperType or callee.__name__ != "__call__":
        return None
    kind: Any = callee.__self__
    return kind if issubclass(type(kind), type) else None


def name_of(callee: Any) -> str:
    """The name of a function, or method; "" of anything else."""
    if type(callee) is MethodType:
        callee = callee.__func__
    return callee.__name__ if type(callee) in NAMED else ""


def called_expression(statement: ast.stmt) -> ast.Call | None:
    """The call of a call site's statement: both branches of a check call the same."""
    value = getattr(statement, "value", None)
    if isinstance(value, ast.IfExp):
        value = value.body
    return value if isinstance(value, ast.Call) else None


def unchecked(callee: ast.expr) -> ast.expr:
    """`f` of `.C(f)`, or `.K(f, name)`, which stands for f."""
    if isinstance(callee, ast.Call) and isinstance(callee.func, ast.Name):
        if callee.func.id in (".C", ".K"):
            return callee.args[0]
    return callee


def iterated_expression(statement: ast.stmt) -> ast.expr:
    """The expression that a `for` takes items of, or a `yield from` delegates to."""
    if isinstance(statement, ast.For):
        return statement.iter
    found = next(each for each in ast.walk(statement) if isinstance(each, ast.YieldFrom))
    return found.value


class Call:
    """A site of one frame and the frame of the program that was called there."""

    def __init__(
        self,
        frame: FrameType,
        kind: str,
        statement: ast.stmt,
        child: FrameType,
        is_rest: bool,
        is_running: bool = False,
    ) -> None:
        self.frame = frame
        self.kind = kind
        self.statement = statement
        self.child = child
        self.is_rest = is_rest  #: whether the child is the rest of a body
        self.is_running = is_running  #: whether the stack has not been left
        self.function = next(
            (each for each in gc.get_referents(child) if type(each) is FunctionType), None
        )

    def is_direct(self) -> bool:
        """Whether the site called the child itself, as far as one can see."""
        if self.kind in ("next", "yield from"):
            try:
                iterator = self._looked_at(iterated_expression(self.statement))
            except Unknown:
                return False
            if type(iterator) is Iterating:
                iterator = iterator.inner
            return self._is_asked(iterator, "__next__")
        if self.kind in ("import", "over"):
            return True
        call = called_expression(self.statement)
        if self.child.f_code.co_name == MODULE:  # by `importlib.import_module`, which gives another
            return call is not None and self._runs_body(call)
        if call is None:
            return True
        try:
            callee = looked_at(self.frame, unchecked(call.func))
        except Unknown:
            return not self._is_asked_by_c(unchecked(call.func))
        if callee is builtins.next or callee is builtins.iter:
            try:
                return self._is_asked(self._looked_at(call.args[0]), f"__{callee.__name__}__")
            except Unknown:
                return False
        return self._leads(redirected(callee) or callee)

    def _is_asked_by_c(self, callee: ast.expr) -> bool:
        """Whether the child is a special method, and the text of the call names another callee."""
        name = self.child.f_code.co_name
        is_special = name.startswith("__") and name.endswith("__") and name not in OF_CALLS
        return is_special and name != getattr(callee, "attr", name)

    def _runs_body(self, call: ast.Call) -> bool:
        """Whether a call runs the body of a text, or of a module, and gives what can be told."""
        try:
            callee = self._callee(call)
            return any(callee is each for each in RUNNING_BODIES)
        except Unknown:
            return False

    def _is_asked(self, thing: Any, name: str) -> bool:
        """Whether the child is what that method of an object runs, and not what C calls for it."""
        code = self.child.f_code
        if type(thing) is GeneratorType:
            return self._drives(thing)
        method = getattr(type(thing), name, None)
        return code_of(method) is code or (self.is_rest and code.co_name == name)

    def instead(self) -> Instead:
        """The value that the site gets in place of the child's value."""
        call = called_expression(self.statement)
        if self.kind != "call" or call is None:
            return None
        if self.child.f_code.co_name == "__init__" and self._is_construction(call):
            names = self.child.f_code.co_varnames
            return Constructed(self.child.f_locals[names[0]])
        is_generator = self.child.f_code.co_flags & inspect.CO_GENERATOR
        try:
            callee = self._callee(call)
        except Unknown:
            if is_generator:
                raise
            return None
        if callee is builtins.exec:
            return Constructed(None)  # whatever the text's own value is
        if callee is importlib.reload:
            return Constructed(self._looked_at(call.args[0]))
        if callee is builtins.next and len(call.args) > 1:
            return Defaulting(self._looked_at(call.args[1]))
        if is_generator and name_of(callee) == "close":
            return Closing()
        return None

    def generator(self) -> Any:
        """The generator that the child is the frame of."""
        if self.kind in ("next", "yield from"):
            return self._looked_at(iterated_expression(self.statement))
        call = called_expression(self.statement)
        if call is None:
            raise Unknown
        callee = self._looked_at(unchecked(call.func))
        if callee is builtins.next or callee is builtins.iter:
            return self._looked_at(call.args[0])
        if name_of(callee) == "awaited":
            coroutine = self._looked_at(call.args[0])
            if type(coroutine) is Coroutine:
                return coroutine.arguments[0]
        if type(callee).__name__ in ("builtin_function_or_method", "method-wrapper"):
            return callee.__self__
        raise Unknown

    def _looked_at(self, expression: ast.expr) -> Any:
        return looked_at(self.frame, expression)

    def _is_construction(self, call: ast.Call) -> bool:
        """Whether a call that came to an `__init__` is one of its class, and not of itself."""
        try:
            callee = self._callee(call)
        except Unknown:  # a class that a property has given, say
            named = unchecked(call.func)
            return not (isinstance(named, ast.Attribute) and named.attr == "__init__")
        return issubclass(type(callee), type) or constructed_by(callee) is not None

    def _callee(self, call: ast.Call) -> Any:
        """The callable that a call calls in the end."""
        callee = self._looked_at(unchecked(call.func))
        while type(callee) is partial:
            callee = callee.func
        return callee

    def _is_led_to_by_runtime(self, function: FunctionType) -> bool:
        """Whether a function of the runtime, which gives what it calls gives, calls the child.

        Some give what a guest gives, or C, which may ask the program's objects: `iter(thing)`,
        a key's `__hash__`. What these give is not what the function gives.
        """
        home = function.__globals__["__name__"]
        if home in CALLING_GUESTS and function is not caching.dispatched:
            return str(self.child.f_globals.get("__name__", "")).startswith("%")
        return True

    def _drives(self, thing: Any) -> bool:
        """Whether that is the child's generator, and not one that delegates to it or has it."""
        if type(thing) is not GeneratorType:
            return False
        if self.is_running:
            return thing.gi_frame is self.child
        return is_frame_of(thing, self.child.f_code)

    def _leads(self, callee: Any, depth: int = 0) -> bool:
        """Whether calling that comes to the child without another frame between."""
        code = self.child.f_code
        if callee is self.function or code_of(callee) is code:
            return True
        if type(callee) is FunctionType:
            if is_runtime(callee.__globals__):
                return self._is_led_to_by_runtime(callee)
            return self.is_rest and callee.__name__ == code.co_name
        if type(callee) is MethodType:
            return self._leads(callee.__func__)
        if type(callee) is partial:
            return self._leads(callee.func, depth)
        if type(callee) is AsyncFunction:
            return True
        if issubclass(type(callee), type):
            return code.co_name == "__init__" and type(callee).__call__ is type.__call__
        if type(callee) is BuiltinFunctionType:
            return callee.__name__ in DRIVING and self._drives(callee.__self__)
        if type(callee) is MethodWrapperType:
            if constructed_by(callee) is not None:
                return code.co_name == "__init__"
            return self._drives(callee.__self__)
        if depth:
            return False
        if not callable(callee):
            return False
        return self._leads(type(callee).__call__, 1)


def is_frame_of(generator: Any, code: CodeType) -> bool:
    """Whether a generator's frame is of that code; one that has ended does not say."""
    return generator.gi_code is code or generator.gi_code is None
