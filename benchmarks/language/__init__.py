"""Scheme programs beside the same programs as plain Python: `python -m benchmarks.language`."""
