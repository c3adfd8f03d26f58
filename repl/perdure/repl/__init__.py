"""The `perdure` command: running, looking at and driving images from a shell."""
