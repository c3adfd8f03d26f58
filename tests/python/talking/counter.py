"""A process that programs of every language ask."""

from datetime import date

from perdure import program


class Counter:
    def __init__(self):
        self.total = 0

    def add(self, number):
        self.total += number
        return self.total


def serve(times):
    """Answer so many requests, each (the pid to be answered, a number)."""
    counter = Counter()
    for _ in range(times):
        asker, number = program.receive()
        if number == "date":
            try:
                program.send(asker, date(2026, 12, 1))
            except TypeError as error:
                program.send(asker, str(error))
        else:
            program.send(asker, {"total": counter.add(number), "items": [number, (number, None)]})
    return counter.total


def ask(pid, number):
    """Ask another process of this module's."""
    program.send(pid, (program.self_pid(), number))
    return program.receive()


def wait_for_other(pid):
    """Wait for a process of another language."""
    try:
        return program.wait(pid)
    except (program.ProcessFailed, TypeError) as error:
        return f"{type(error).__name__}: {error}"
