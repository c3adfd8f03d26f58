"""Scheme: text -> syntax (`reader`) -> core IR (`expander`) -> procedures (`compiler`)."""

from perdure.languages.scheme import runtime
from perdure.languages.scheme.compiler.closing import close_libraries
from perdure.languages.scheme.compiler.editions import EDITIONS
from perdure.languages.scheme.compiler.libraries import (
    DEFAULT_LIBRARIES,
    keyword_environment,
    primitive_environment,
)
from perdure.languages.scheme.compiler.macroexpansion import macroexpanded, rules_of
from perdure.languages.scheme.compiler.programs import (
    compile_datum,
    compile_next,
    compile_pieces,
    compile_program,
    compile_text,
    expand_form,
    expand_pieces,
    expand_program,
    interaction_environment,
    program_pieces,
)
from perdure.languages.scheme.expander import (
    CoreForm,
    Macro,
    Piece,
    World,
    keyword_named,
)
from perdure.languages.scheme.expander.features import FEATURES
from perdure.languages.scheme.expander.library_names import printed_name
from perdure.languages.scheme.language import Scheme, language
from perdure.languages.scheme.reader import Reader, is_incomplete, read, read_datum
from perdure.languages.scheme.reader.faults import Incomplete, ReadFault
from perdure.languages.scheme.reader.syntax import Syntax, from_datum, syntax_text, to_datum

expand = expand_form

#: All that a record may name in this module (perdure.image.schema.classes). Never take one away.
STORED = ("Macro", "keyword_named")

__all__ = [
    "DEFAULT_LIBRARIES",
    "EDITIONS",
    "FEATURES",
    "STORED",
    "CoreForm",
    "Incomplete",
    "Macro",
    "Piece",
    "ReadFault",
    "Reader",
    "Scheme",
    "Syntax",
    "World",
    "close_libraries",
    "compile_datum",
    "compile_next",
    "compile_pieces",
    "compile_program",
    "compile_text",
    "expand",
    "expand_form",
    "expand_pieces",
    "expand_program",
    "from_datum",
    "interaction_environment",
    "is_incomplete",
    "keyword_environment",
    "keyword_named",
    "language",
    "macroexpanded",
    "primitive_environment",
    "printed_name",
    "program_pieces",
    "read",
    "read_datum",
    "rules_of",
    "runtime",
    "syntax_text",
    "to_datum",
]
