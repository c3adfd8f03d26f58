"""Orders over HTTP: a Starlette application around an image; `python -m examples.web`."""
