"""Data of real size in an image, beside pickle and bare ZODB: `python -m benchmarks.image`."""
