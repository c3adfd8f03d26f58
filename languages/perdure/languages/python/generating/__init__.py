"""Generating: from lowered modules to code objects of the interpreter that runs them."""

from perdure.languages.python.generating.entry import code_of, entry_code, functions_of

__all__ = ["code_of", "entry_code", "functions_of"]
