"""The expander: from syntax to the core language, hygienically.

keywords -> scopes -> patterns, templates -> macros -> expressions -> definitions -> forms
"""

from perdure.languages.scheme.expander import forms
from perdure.languages.scheme.expander.definitions import TopLevel, define_ahead
from perdure.languages.scheme.expander.expressions import expand
from perdure.languages.scheme.expander.keywords import CoreForm, core_forms, keyword_named
from perdure.languages.scheme.expander.macros import Macro
from perdure.languages.scheme.expander.scopes import Piece, Scope, Session, Unit, World

__all__ = [
    "CoreForm",
    "Macro",
    "Piece",
    "Scope",
    "Session",
    "TopLevel",
    "Unit",
    "World",
    "core_forms",
    "define_ahead",
    "expand",
    "forms",
    "keyword_named",
]
