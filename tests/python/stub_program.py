"""A program without the lowering: modules made by plain `compile`, for tests of the heap."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from types import CodeType, FrameType, ModuleType
from typing import Any

from perdure.languages.python.heap import ClassRecipe, ClassTable, Handle, build_class


class StubProgram:
    """Has the face of `Program`; its units are texts by module name."""

    def __init__(self, texts: dict[str, str] | None = None) -> None:
        self.texts = texts or {}
        self.classes = ClassTable()
        self.builtins: dict[str, Any] = dict(vars(builtins))
        self.builtins["__build_class__"] = partial(build_class, self.class_made)
        self.modules: dict[str, ModuleType] = {}
        self.codes: dict[str, list[CodeType]] = {}
        self.numbers: dict[CodeType, tuple[str, int]] = {}
        self.handles: dict[int, tuple[Any, Handle]] = {}
        self.remade: set[int] = set()
        self.definitions: Any = None
        self.is_common = False
        for unit, text in self.texts.items():
            self.add(unit, text)

    def add(self, unit: str, text: str) -> None:
        code = compile(text, f"{unit}.py", "exec", dont_inherit=True)
        module = ModuleType(unit)
        module.__dict__.clear()
        module.__dict__.update({"__name__": unit, "__builtins__": self.builtins})
        self.modules[unit] = module
        self.codes[unit] = [code]
        for inner in self.codes[unit]:
            self.codes[unit] += [c for c in inner.co_consts if isinstance(c, CodeType)]
        # Some versions have comprehensions inside the function that they are in.
        self.codes[unit] = [c for c in self.codes[unit] if not c.co_name.endswith("comp>")]
        for number, inner in enumerate(self.codes[unit]):
            self.numbers[inner] = (unit, number)

    def put_modules(self) -> dict[str, Any]:
        return {}

    def run(self) -> StubProgram:
        """Run the bodies of all modules."""
        with self.imported():
            for unit, codes in self.codes.items():
                exec(codes[0], self.namespace(unit))
        return self

    def again(self) -> StubProgram:
        """The same program as another interpreter has it before it has loaded anything."""
        return StubProgram(self.texts)

    @contextmanager
    def imported(self) -> Iterator[None]:
        """Have its modules among those of the interpreter, as in a slice."""
        before = {unit: sys.modules.get(unit) for unit in self.modules}
        sys.modules.update(self.modules)
        try:
            yield
        finally:
            for unit, module in before.items():
                if module is None:
                    sys.modules.pop(unit, None)
                else:
                    sys.modules[unit] = module

    def units(self) -> Iterable[str]:
        return self.modules

    def namespace(self, unit: str) -> dict[str, Any]:
        return self.modules[unit].__dict__

    def module(self, unit: str) -> ModuleType:
        return self.modules[unit]

    def function_of(self, code: CodeType) -> tuple[str, int] | None:
        return self.numbers.get(code)

    def text_function(self, code: CodeType) -> None:
        return None

    def text_code(self, state: tuple[Any, ...], index: int) -> CodeType:
        raise AssertionError("it has no such texts")

    def code_for(self, unit: str, index: int, free: tuple[str, ...]) -> CodeType:
        return self.codes[unit][index]

    def is_program_class(self, cls: type) -> bool:
        return self.classes.find(cls) is not None

    def class_made_by(self, cls: type) -> ClassRecipe | None:
        return self.classes.find(cls)

    def class_made(self, cls: type, recipe: ClassRecipe) -> None:
        self.classes.keep(cls, recipe)

    def left_in(self, frame: FrameType) -> tuple[Any, ...]:
        return ()

    def note_open(self, file: object) -> None:
        pass

    def note_made(self, thing: object, handle: Handle) -> None:
        self.handles[id(thing)] = (thing, handle.of_made(thing))
