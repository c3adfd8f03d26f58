"""Perdure beside other engines of durable execution: `python -m benchmarks.engines`."""
