"""Lowered Python beside the same programs under CPython."""
