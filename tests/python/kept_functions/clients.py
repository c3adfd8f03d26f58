"""Functions of libraries that objects and classes of a program keep, and are called by."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace


def text(arguments):
    return subprocess.run(arguments, capture_output=True, text=True).stdout.strip()


class Client:
    shared = staticmethod(subprocess.check_output)

    def __init__(self, run):
        self.run = run
        self.say = print

    def plain(self):
        return 1

    def ask(self, word):
        self.plain()
        return self.run(["echo", word])

    def share(self, word):
        return self.shared(["echo", word])


@dataclass
class Given:
    run: Callable

    def ask(self, word):
        return self.run(["echo", word])


class Likely:
    """Its method is an object's own attribute, too."""

    def run(self, arguments):
        return b"its own"


clients = [Client(subprocess.check_output), Client(text), Given(subprocess.check_output)]
for client in clients:
    for word in ("tea", "cake"):
        print(client.ask(word))
for _ in range(2):
    print(clients[0].share("shared"))
    clients[0].say("said")
name = SimpleNamespace(run=subprocess.check_output)
for _ in range(2):
    print(name.run(["echo", "namespace"]))
likely = [Likely(), Likely()]
print(likely[0].run([]), likely[0].run([]))
likely[1].run = subprocess.check_output
for each in likely:
    print(each.run(["echo", "instead"]))
