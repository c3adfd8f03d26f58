"""A module of the program beside it."""

times = 0
