"""The same things done by each engine: a module for each."""
