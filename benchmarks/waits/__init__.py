"""Durable steps beside bare commits: `python -m benchmarks.waits`."""
