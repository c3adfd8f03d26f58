"""The virtual machine: values, core language, lowered code, running computations.

Everything that an image stores under the module name `perdure.vm` is found here.
"""

from perdure.vm import builtins
from perdure.vm.compile import compile_unit
from perdure.vm.running.continuations import Continuation, Escape, Marker
from perdure.vm.running.current import current
from perdure.vm.running.delimited import DelimitedContinuation
from perdure.vm.running.frames import Execution, Segment
from perdure.vm.running.guards import Reraise
from perdure.vm.running.machine import Machine
from perdure.vm.running.outcomes import (
    Done,
    Failed,
    Invoke,
    Outcome,
    Preempted,
    Raise,
    Resumption,
    Return,
    Waiting,
)
from perdure.vm.running.rebasing import Prompt
from perdure.vm.running.signals import Capture
from perdure.vm.running.walk import FrameView, walk
from perdure.vm.values.atoms import Char, Symbol, char, symbol
from perdure.vm.values.char_sets import CharSet
from perdure.vm.values.conditions import Condition, Fault, fault, wrong_type
from perdure.vm.values.data import (
    Box,
    Bytevector,
    Pair,
    Promise,
    PromiseContent,
    Record,
    RecordType,
    String,
    Value,
    Values,
    Vector,
    cons,
    literal_cons,
    literal_string,
    new_box,
    new_record,
    new_string,
    new_vector,
)
from perdure.vm.values.environments import Environment
from perdure.vm.values.files import FileInput, FileOutput
from perdure.vm.values.hash_tables import HashPage, HashSegment, HashTable
from perdure.vm.values.numbers import ExactComplex, Ratio, exact_complex, rational
from perdure.vm.values.ports import (
    CONSOLE,
    CONSOLE_INPUT,
    BytesInput,
    BytesOutput,
    ConsoleInput,
    ConsolePort,
    StringInput,
    StringOutput,
)
from perdure.vm.values.procedures import (
    Builtin,
    Cell,
    Closure,
    Code,
    Parameter,
    Source,
    builtin_named,
    new_closure,
)
from perdure.vm.values.random import RandomSource
from perdure.vm.values.regexps import Regexp, RegexpMatch
from perdure.vm.values.singletons import (
    DEFAULT,
    EOF,
    FALSE,
    NIL,
    TRUE,
    UNASSIGNED,
    UNSPECIFIED,
    Singleton,
    boolean,
)

__all__ = [
    "CONSOLE",
    "CONSOLE_INPUT",
    "DEFAULT",
    "EOF",
    "FALSE",
    "NIL",
    "TRUE",
    "UNASSIGNED",
    "UNSPECIFIED",
    "Box",
    "Builtin",
    "BytesInput",
    "BytesOutput",
    "Bytevector",
    "Capture",
    "Cell",
    "Char",
    "CharSet",
    "Closure",
    "Code",
    "Condition",
    "ConsoleInput",
    "ConsolePort",
    "Continuation",
    "DelimitedContinuation",
    "Done",
    "Environment",
    "Escape",
    "ExactComplex",
    "Execution",
    "Failed",
    "Fault",
    "FileInput",
    "FileOutput",
    "FrameView",
    "HashPage",
    "HashSegment",
    "HashTable",
    "Invoke",
    "Machine",
    "Marker",
    "Outcome",
    "Pair",
    "Parameter",
    "Preempted",
    "Promise",
    "PromiseContent",
    "Prompt",
    "Raise",
    "RandomSource",
    "Ratio",
    "Record",
    "RecordType",
    "Regexp",
    "RegexpMatch",
    "Reraise",
    "Resumption",
    "Return",
    "Segment",
    "Singleton",
    "Source",
    "String",
    "StringInput",
    "StringOutput",
    "Symbol",
    "Value",
    "Values",
    "Vector",
    "Waiting",
    "boolean",
    "builtin_named",
    "builtins",
    "char",
    "compile_unit",
    "cons",
    "current",
    "exact_complex",
    "fault",
    "literal_cons",
    "literal_string",
    "new_box",
    "new_closure",
    "new_record",
    "new_string",
    "new_vector",
    "rational",
    "symbol",
    "walk",
    "wrong_type",
]
