"""Programs of Python, each with `main(SIZE) == ANSWER`; a coroutine where it is one."""
