"""Blocks in blocks: loops in try in with in handlers in finally, left in every way, with waits."""

from stopping import stop


class Manager:
    def __init__(self, log, name, swallow=()):
        self.log, self.name, self.swallow = log, name, swallow

    def __enter__(self):
        self.log.append(f"+{self.name}")
        return stop(self)

    def __exit__(self, kind, error, traceback):
        stop()
        self.log.append(f"-{self.name}" + (f"!{error}" if error else ""))
        return kind is not None and issubclass(kind, self.swallow)


def run(plan, log):
    for i, step in enumerate(plan):
        with Manager(log, f"a{i}", (ZeroDivisionError,)) as a:
            try:
                for j in range(3):
                    try:
                        stop()
                        if j == step.get("continue"):
                            continue
                        if j == step.get("break"):
                            break
                        if j == step.get("fail"):
                            raise ValueError(f"{i}{j}")
                        if j == step.get("zero"):
                            1 / 0
                        log.append(j)
                    finally:
                        log.append("f")
                        stop()
                        if j == step.get("return"):
                            with Manager(log, "r"):
                                return stop("returned"), i, j
                else:
                    log.append("else")
            except ValueError as error:
                with Manager(log, "h", (KeyError,)):
                    stop()
                    try:
                        if step.get("again"):
                            raise KeyError("in handler") from error
                        log.append(f"handled {error}")
                    finally:
                        for k in range(2):
                            if stop(k):
                                break
                            log.append("k")
            else:
                log.append("no error")
            finally:
                stop()
                log.append(f"done{i}")
                while True:
                    try:
                        break
                    finally:
                        log.append("w")
        log.append(a.name)
    return "ended"


plans = [
    [{}, {"continue": 1}, {"break": 1}],
    [{"fail": 1}, {"fail": 0, "again": True}],
    [{"zero": 2}, {"return": 1}, {"never": 0}],
    [{"fail": 1, "return": 1}],
    [{"zero": 0, "return": 0}],
]
for plan in plans:
    log = []
    print(run(plan, log), *log)


def unwinding(depth, log):
    try:
        with Manager(log, depth):
            if depth == 0:
                raise LookupError("deep")
            try:
                unwinding(depth - 1, log)
            except LookupError:
                stop()
                log.append(f"saw{depth}")
                if depth == 2:
                    return "stopped"
                raise
            return "returned"
    finally:
        log.append(f"left{depth}")


log = []
print(unwinding(3, log), *log)
