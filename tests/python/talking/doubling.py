"""Processes that send each other messages, wait for each other's ends, and fail."""

from dataclasses import dataclass

from perdure import program


@dataclass
class Job:
    number: int


log = []


def doubler(boss, times):
    log.append("in the child")
    for _ in range(times):
        job = program.receive()
        program.send(boss, Job(job.number * 2))
    return {"done": times, "pid is mine": program.self_pid() != boss}


def failing():
    raise ValueError("no such job")


me = program.self_pid()
worker = program.spawn(doubler, me, times=3)
for number in (1, 2, 3):
    program.send(worker, Job(number))
    print(program.receive())
print(program.wait(worker))
try:
    program.wait(program.spawn(failing))
except program.ProcessFailed as error:
    print(type(error).__name__, "no such job" in str(error), error.pid > worker)
try:
    program.receive(timeout=0.01)
except TimeoutError as error:
    print("TimeoutError", error)
try:
    program.send(4711, "hello")
except ValueError as error:
    print(error)
program.complete("door", ["open"])
print(program.wait_for("door"), program.wait_for("door", timeout=1))
try:
    program.wait_for("window", timeout=0)
except TimeoutError as error:
    print(error)


class Charger:
    def __init__(self):
        self.keys = []

    @program.effect
    def charge(self, amount):
        """Charge it."""
        self.keys.append(program.effect_key())
        return amount + 1, program.effect_key() == program.effect_key()

    @program.effect(at_most_once=True)
    def charge_once(self, amount):
        return amount + 1


charger = Charger()
for amount in (1, 2):
    print(charger.charge(amount), charger.charge_once(amount), len(charger.keys))
print(charger.charge.__doc__, charger.keys[0] != charger.keys[1])


@program.inline
def inside(text):
    import subprocess

    return subprocess.run(["echo", text], capture_output=True, text=True).stdout


print(inside("hello").strip(), program.effect_key() != program.effect_key())
print(sorted([3, 1, 2], key=lambda number: (program.send(me, number), -number)[1]))
print([program.receive() for _ in range(3)])


def counts(times):
    for _ in range(times):
        program.root().change("count", lambda count: count + 1, 0)


shared = program.root()
for child in [program.spawn(counts, 5) for _ in range(3)]:
    program.wait(child)
shared.put("job", Job(7))
mine = shared.get("job")
mine.number = 8
print(shared.get("count"), shared.get("job"), shared.get("nothing", "none"), shared.names())
shared.remove("job")
print(program.root().names(), shared is program.root())
