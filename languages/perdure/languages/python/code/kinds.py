"""Kinds of nodes that are stored: names and fields as in `ast`, in an order of our own.

A field is followed by what it holds: "e" an expression or None, "E" a list of those, "S" a block,
"v" a plain value, "n" any node or None, "N" a list of those. A node that a version of Python does
not have, or has with fewer fields, is decoded with what the fields hold then: nothing.

The table is a file format: kinds may be added, and fields at the end of a kind.
"""

from __future__ import annotations

FIELDS: dict[str, str] = {
    # statements
    "FunctionDef": "name:v args:n returns:e type_params:N decorator_list:E",
    "AsyncFunctionDef": "name:v args:n returns:e type_params:N decorator_list:E",
    "ClassDef": "name:v bases:E keywords:N body:S decorator_list:E type_params:N",
    "Return": "value:e",
    "Delete": "targets:E",
    "Assign": "targets:E value:e",
    "TypeAlias": "name:e type_params:N value:e",
    "AugAssign": "target:e op:n value:e",
    "AnnAssign": "target:e annotation:e value:e simple:v",
    "For": "target:e iter:e body:S orelse:S",
    "AsyncFor": "target:e iter:e body:S orelse:S",
    "While": "test:e body:S orelse:S",
    "If": "test:e body:S orelse:S",
    "With": "items:N body:S",
    "AsyncWith": "items:N body:S",
    "Match": "subject:e cases:N",
    "Raise": "exc:e cause:e",
    "Try": "body:S handlers:N orelse:S finalbody:S",
    "TryStar": "body:S handlers:N orelse:S finalbody:S",
    "Assert": "test:e msg:e",
    "Import": "names:N",
    "ImportFrom": "module:v names:N level:v",
    "Global": "names:v",
    "Nonlocal": "names:v",
    "Expr": "value:e",
    "Pass": "",
    "Break": "",
    "Continue": "",
    # expressions
    "BoolOp": "op:n values:E",
    "NamedExpr": "target:e value:e",
    "BinOp": "left:e op:n right:e",
    "UnaryOp": "op:n operand:e",
    "Lambda": "args:n body:e",
    "IfExp": "test:e body:e orelse:e",
    "Dict": "keys:E values:E",
    "Set": "elts:E",
    "ListComp": "elt:e generators:N",
    "SetComp": "elt:e generators:N",
    "DictComp": "key:e value:e generators:N",
    "GeneratorExp": "elt:e generators:N",
    "Await": "value:e",
    "Yield": "value:e",
    "YieldFrom": "value:e",
    "Compare": "left:e ops:N comparators:E",
    "Call": "func:e args:E keywords:N",
    "FormattedValue": "value:e conversion:v format_spec:e",
    "JoinedStr": "values:E",
    "Constant": "value:v",
    "Attribute": "value:e attr:v ctx:n",
    "Subscript": "value:e slice:e ctx:n",
    "Starred": "value:e ctx:n",
    "Name": "id:v ctx:n",
    "List": "elts:E ctx:n",
    "Tuple": "elts:E ctx:n",
    "Slice": "lower:e upper:e step:e",
    # parts
    "Load": "",
    "Store": "",
    "Del": "",
    **dict.fromkeys(("And", "Or", "Not", "Invert", "UAdd", "USub"), ""),
    **dict.fromkeys(
        [
            "Add",
            "Sub",
            "Mult",
            "MatMult",
            "Div",
            "Mod",
            "Pow",
            "LShift",
            "RShift",
            "BitOr",
            "BitXor",
            "BitAnd",
            "FloorDiv",
        ],
        "",
    ),
    **dict.fromkeys(["Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot", "In", "NotIn"], ""),
    "comprehension": "target:e iter:e ifs:E is_async:v",
    "ExceptHandler": "type:e name:v body:S",
    "arguments": "posonlyargs:N args:N vararg:n kwonlyargs:N kw_defaults:E kwarg:n defaults:E",
    "arg": "arg:v annotation:e",
    "keyword": "arg:v value:e",
    "alias": "name:v asname:v",
    "withitem": "context_expr:e optional_vars:e",
    "match_case": "pattern:n guard:e body:S",
    "MatchValue": "value:e",
    "MatchSingleton": "value:v",
    "MatchSequence": "patterns:N",
    "MatchMapping": "keys:E patterns:N rest:v",
    "MatchClass": "cls:e patterns:N kwd_attrs:v kwd_patterns:N",
    "MatchStar": "name:v",
    "MatchAs": "pattern:n name:v",
    "MatchOr": "patterns:N",
    "TypeVar": "name:v bound:e default_value:e",
    "ParamSpec": "name:v default_value:e",
    "TypeVarTuple": "name:v default_value:e",
}

#: The names and the kinds of the fields of each kind of node.
FIELDS_OF: dict[str, list[tuple[str, str]]] = {
    kind: [(field.partition(":")[0], field.partition(":")[2]) for field in fields.split()]
    for kind, fields in FIELDS.items()
}

#: Kinds that have no position and no marks: written as their name alone.
BARE = frozenset(kind for kind, fields in FIELDS.items() if not fields) - {
    "Pass",
    "Break",
    "Continue",
}

#: Kinds with fields but no position of their own.
UNPLACED = frozenset({"comprehension", "arguments", "withitem", "match_case"})

VERSION = 1
