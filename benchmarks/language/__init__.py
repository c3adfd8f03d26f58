"""Scheme programs beside the same as plain Python: `python -m benchmarks.language`."""
