"""A package of programs."""
