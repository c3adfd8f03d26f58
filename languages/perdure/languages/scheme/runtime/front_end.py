"""Builtins through which a running program reaches its own front end.

    (features)                                -> what `cond-expand` knows
    (%compile datum environment)              -> a thunk, for `eval`
    (%compile-program text name)              -> a thunk, for `perdure run`
    (%source name text)                       -> a Source, for `load`
    (%load-step source name offset environment) -> thunk and next offset (two values), third
                                                 a note of what the form defines, if something;
                                                 or the end-of-file object
    (%note-definitions source note environment) -> keeps the note, where the form has been run
    (%variable-value variable)                -> what it holds
    (%environment import-set ...)             -> for `environment`: an environment, and a
                                                 thunk that loads the libraries (two values)
    (%no-matching-clause arguments)           -> the arity error of case-lambda
    (%library-loaded library digest source)   -> see compiler/libraries.py
    (%begin-loading), (%note-text record path text), (%loaded? name text),
    (%note-loaded name text record)           -> see compiler/loaded.py

`load` is then a loop in Scheme: form by form, each run before the next is read.
"""

from __future__ import annotations

from perdure.languages.scheme.compiler import loaded
from perdure.languages.scheme.compiler.defining import Noted, definitions_of
from perdure.languages.scheme.compiler.programs import (
    compile_datum,
    compile_imports,
    compile_program,
    compile_step,
)
from perdure.languages.scheme.compiler.sources import source_finder
from perdure.languages.scheme.expander import World
from perdure.languages.scheme.expander.features import FEATURES, SRFI_FEATURES
from perdure.languages.scheme.runtime.decorators import effectful, predicate, pure
from perdure.vm import RunningMachine, current
from perdure.vm.context import running
from perdure.vm.machine.linker import unbound
from perdure.vm.machine.namespace import items_of
from perdure.vm.machine.source_positions import calls_from_here
from perdure.vm.objects.atoms import symbol
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Pair, String, Value, Values
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.procedures import ANONYMOUS, Cell, Closure, Source
from perdure.vm.objects.singletons import DEFAULT, EOF, FALSE, TRUE, UNSPECIFIED
from perdure.vm.primitives.checks import list_from

LOADING = "(perdure loading)"  #: the library of what follows
SEARCH_PATH = "%search-path"  #: the parameter that says where libraries are looked for
BEING_LOADED = "%being-loaded"  #: the parameter with the record of what is being loaded
KEEPS_VARIABLES = "%keeps-variables"  #: whether what is compiled keeps variables in scope


def running_world() -> World:
    """The world of the machine that runs in this thread.

    Libraries that the image does not hold are looked for where the process was told to.
    """
    machine = current()
    world = World(machine.libraries)
    search_path = _parameter(machine, SEARCH_PATH)
    if search_path is not FALSE:
        world.find_source = source_finder([each.text for each in items_of(search_path)])
    world.keeps_variables = _parameter(machine, KEEPS_VARIABLES) is TRUE
    record = _parameter(machine, BEING_LOADED)
    if isinstance(record, Environment):
        world.note_text = lambda path, text: loaded.note_text(record, path, text)
        world.note_library = lambda parts: loaded.note_library(record, parts)
    return world


def _parameter(machine: RunningMachine, name: str) -> Value:
    """The value of a parameter of the loader's; FALSE in an image that has none of the name."""
    library = machine.libraries.get(LOADING)
    cell = None if library is None else library.find(name)
    if cell is None or not cell.is_bound:
        return FALSE
    return machine.parameter_value(cell.value)


def _environment(who: str, x: Value) -> Environment:
    if not isinstance(x, Environment):
        raise wrong_type(who, "an environment", x)
    return x


@pure("features")
def features() -> Value:
    return list_from([symbol(name) for name in FEATURES + SRFI_FEATURES])


@effectful("%compile")
def compile_(datum: Value, environment: Value) -> Closure:
    return compile_datum(datum, _environment("eval", environment), running_world())


@effectful("%compile-program")
def compile_program_(text: Value, name: Value) -> Closure:
    """A program's text as a procedure of no arguments."""
    return compile_program(text.text, name.text, running_world())


@effectful("%source")
def source(name: Value, text: Value) -> Source:
    """`text` may be a Source already: a part of a longer text."""
    if isinstance(text, Source):
        return text
    if not isinstance(name, String):
        raise wrong_type("load", "a string", name)
    if not isinstance(text, String):
        raise wrong_type("load", "a string", text)
    return Source(name.text, text.text)


@effectful("%variable-value")
def variable_value(variable: Cell) -> Value:
    if not variable.is_bound:
        raise unbound(variable)
    return variable.value


@effectful("%load-step")
def load_step(text: Value, name: Value, offset: int, environment: Value) -> Value:
    """`text` is a Source (then `name` is not looked at) or a string."""
    whole = text if isinstance(text, Source) else source(name, text)
    world = running_world()
    step = compile_step(whole, offset, _environment("load", environment), world)
    if step is None:
        return EOF
    if not step.names and not step.libraries:
        return Values(step[:2])
    start, end = (-1 - each if each < 0 else each for each in (offset, step.offset))
    noted = definitions_of(whole, start, end, step.form, step.names, step.libraries)
    return Values((*step[:2], list_from([note_of(each) for each in noted])))


def note_of(each: Noted) -> Value:
    """A definition as values of a program's, which may wait before it is noted."""
    texts = (each.home, each.kind, *each.names)
    return list_from([each.start, each.end, each.line, *map(symbol, texts)])


@effectful("%note-definitions")
def note_definitions(text: Source, note: Value, environment: Environment) -> Value:
    """Have the host keep what a form has defined, each definition with its text."""
    host = current().host
    for each in items_of(note):
        start, end, line, home, kind, *names = items_of(each)
        told = (kind.name, text.text[start:end], text, line)
        defined = tuple([name.name for name in names])
        host.note_definition(home.name or environment.name, defined, *told)
    return UNSPECIFIED


@effectful("%begin-loading")
def begin_loading() -> Value:
    return loaded.begun()


@effectful("%note-text")
def note_text(record: Value, path: Value, text: Value) -> Value:
    """A file that is being loaded has loaded another."""
    if isinstance(record, Environment):
        loaded.note_text(record, path.text, text.text)
    return UNSPECIFIED


@predicate("%loaded?")
def is_loaded(name: Value, text: Value) -> bool:
    """Whether the file of that name was loaded last with all that it is made of now."""
    record = current().host.loaded_file(name.text)
    return record is not None and loaded.is_as_loaded(record, text.text, running_world())


@effectful("%note-loaded")
def note_loaded(name: Value, text: Value, record: Environment) -> Value:
    """The file has been loaded to its end."""
    world = running_world()
    current().host.keep_loaded_file(name.text, loaded.finished(record, text.text, world))
    return UNSPECIFIED


@effectful("%environment")
def environment_(*import_sets: Value) -> Value:
    environment = Environment("(environment)")
    return Values((environment, compile_imports(import_sets, environment, running_world())))


@effectful("%no-matching-clause")
def no_matching_clause(arguments: Value) -> Value:
    count = 0
    while isinstance(arguments, Pair):
        count += 1
        arguments = arguments.cdr
    plural = "" if count == 1 else "s"
    caller = next(calls_from_here(current().registers), None)
    who = caller[0].name if caller is not None else ""
    if not who or who.startswith(ANONYMOUS):
        who = "case-lambda"
    raise fault(who, f"no clause takes {count} argument{plural}", kind="arity")


@effectful("%library-loaded")
def library_loaded(library: Environment, digest: String, text: Value = DEFAULT) -> Value:
    """`text` is its Source, which code of older versions does not give."""
    library.origin = (digest.text, *library.origin[1:])
    if isinstance(text, Source) and running.machine is not None:
        note = (("",), "define-library", text.text, text, text.line)
        current().host.note_definition(library.name, *note)
    return UNSPECIFIED
