"""Tasks and threads: the stacks of a program beside its first, as data."""
