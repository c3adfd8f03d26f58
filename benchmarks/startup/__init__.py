"""How soon an image goes on after a kill: `python -m benchmarks.startup`."""
