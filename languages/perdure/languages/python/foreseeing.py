"""Foresight: all that a program will do, as far as its text tells. Nothing is run.

Names are followed from imports to calls, and from a variable that is bound once, to a call of a
library, to the methods that are called on it. What is called by way of anything else is not
foreseen; it goes by the same rules when it runs (perdure.languages.python.runtime.outside).

Read by: perdure.languages.python.language.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path, PurePath

from perdure.languages.python.lowering.parsing import parsed
from perdure.languages.python.runtime.outside import is_inside
from perdure.vm.protocols import Finding

EFFECT, WAIT, AGAIN, VOLATILE, REFUSED, MISSING = (
    "effect",
    "wait",
    "made again",
    "volatile",
    "refused",
    "missing",
)

#: Functions that wait in the image.
WAITS = frozenset(
    """
    time.sleep input asyncio.sleep asyncio.run asyncio.gather asyncio.wait asyncio.wait_for
    perdure.program.receive perdure.program.wait_for
    """.split()  # noqa: SIM905  (one a line otherwise)
)

#: What gives something that cannot be stored: nothing is committed while it is open.
OPENING = frozenset(
    """
    urllib.request.urlopen socket.socket socket.create_connection subprocess.Popen
    sqlite3.connect psycopg2.connect psycopg.connect pymysql.connect MySQLdb.connect
    oracledb.connect tempfile.NamedTemporaryFile tempfile.TemporaryFile smtplib.SMTP
    smtplib.SMTP_SSL imaplib.IMAP4 imaplib.IMAP4_SSL ftplib.FTP zipfile.ZipFile
    tarfile.open gzip.open paramiko.SSHClient httpx.stream
    """.split()  # noqa: SIM905  (one a line otherwise)
)

#: What runs outside of the image, where no wait is.
LEAVING = {
    "os.fork": "it would run outside the image: use subprocess",
    "multiprocessing.Process": "it would run outside the image: use subprocess",
    "multiprocessing.Pool": "it would run outside the image: use subprocess",
    "sys._getframe": "a stack frame cannot be kept over a wait",
    "inspect.currentframe": "a stack frame cannot be kept over a wait",
}

WRITING = frozenset("wax+")

#: By what they are imported as, what else stays inside.
INSIDE = ("os.environ", "os.getenv", "os.getcwd", "os.getpid", "os.fspath", "sqlalchemy.")
#: Of those, what does not.
TOUCHING = ("create_engine", "create_async_engine", "create_all", "drop_all", "execute", "commit")
#: Methods of answers that only look at what has come.
LOOKING = ("json", "raise_for_status")


def stays_inside(name: str) -> bool:
    """Whether what is imported under that name is called within a slice."""
    last = name.rpartition(".")[2]
    if name.startswith("pathlib."):
        return last[:1].isupper() or hasattr(PurePath, last)
    if name.startswith(INSIDE):
        return last not in TOUCHING and "sqlalchemy.orm.Session" not in name
    if name.startswith(("requests.", "httpx.")) and last in LOOKING:
        return True
    return is_inside(name) or is_inside(name.rpartition(".")[0])


def foresee(text: str, path: str, folders: Sequence[str]) -> list[Finding]:
    """All that is seen in a program and its own modules, in the order of the text. SyntaxError."""
    found: list[Finding] = []
    seen = {path}
    todo = [(text, path)]
    while todo:
        text, path = todo.pop(0)
        reading = Reading(parsed(text, path), path, folders)
        at: dict[tuple[int, int], Finding] = {}  # of calls of calls' results, the outermost
        for finding in reading.findings():
            at.setdefault((finding.line, finding.column), finding)
        found += [at[place] for place in sorted(at)]
        for module in reading.own_modules:
            if str(module) not in seen:
                seen.add(str(module))
                todo.append((module.read_text(encoding="utf-8"), str(module)))
    return found


class Reading:
    """One text, with what its names stand for."""

    def __init__(self, tree: ast.Module, path: str, folders: Sequence[str]) -> None:
        self.tree = tree
        self.path = path
        self.folders = folders
        self.own_modules: list[Path] = []
        self.names: dict[str, str] = {}  #: by variable, what it was imported as
        self.made: dict[str, str] = {}  #: by variable, the call of a library that it is bound to
        self.missing: list[tuple[ast.AST, str]] = []
        self._read_imports()
        self._read_bindings()

    # ---- names

    def _read_imports(self) -> None:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if self._is_foreign(node, alias.name):
                        whole = alias.name if alias.asname else alias.name.partition(".")[0]
                        self.names[alias.asname or whole] = whole
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                if self._is_foreign(node, node.module):
                    for alias in node.names:
                        self.names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
            elif isinstance(node, ast.ImportFrom):
                self._find_own(Path(self.path).parent, node.module or "")

    def _is_foreign(self, node: ast.AST, module: str) -> bool:
        """Whether a module is not the program's; one that is nowhere is noted."""
        if any(self._find_own(Path(folder), module) for folder in self.folders):
            return False
        try:
            is_there = find_spec(module.partition(".")[0]) is not None
        except (ImportError, ValueError):
            is_there = False
        if not is_there:
            self.missing.append((node, module))
        return True

    def _find_own(self, folder: Path, module: str) -> bool:
        relative = module.replace(".", "/")
        for ending in (".py", "/__init__.py"):
            path = folder / (relative + ending)
            if path.is_file():
                self.own_modules.append(path)
                return True
        return False

    def _read_bindings(self) -> None:
        """Variables that are bound once in the whole text, to a call of a library's."""
        bound = Counter(
            node.id
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        )
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                target, value = node.targets[0], node.value
            elif isinstance(node, ast.withitem) and node.optional_vars is not None:
                target, value = node.optional_vars, node.context_expr
            else:
                continue
            if isinstance(target, ast.Name) and bound[target.id] == 1:
                called = self.called(value)
                if called is not None and target.id not in self.names:
                    self.made[target.id] = called

    def called(self, node: ast.expr) -> str | None:
        """The name of the function that an expression calls, where a library's leads to it."""
        return self.name_of(node.func) if isinstance(node, ast.Call) else None

    def name_of(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name):
            return self.names.get(node.id) or self.made.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self.name_of(node.value)
            return None if owner is None else f"{owner}.{node.attr}"
        return self.called(node)

    # ---- what comes of it

    def findings(self) -> Iterator[Finding]:
        for node, module in self.missing:
            yield self._finding(node, MISSING, f"the module {module} is not installed here")
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef) and node.name == "__del__":
                yield from self._in_finalizer(node)
            if isinstance(node, ast.Call):
                yield from self._call(node)

    def _call(self, node: ast.Call) -> Iterator[Finding]:
        name = self.called(node)
        bare = node.func.id if isinstance(node.func, ast.Name) and name is None else ""
        if bare == "open" or name in ("io.open", "pathlib.Path.open"):
            if writes(node):
                yield self._finding(node, EFFECT, "a file is opened for writing")
            return
        name = name or bare
        if name in WAITS:
            yield self._finding(node, WAIT, name)
        elif name in LEAVING:
            yield self._finding(node, REFUSED, f"{name}: {LEAVING[name]}")
        elif name in OPENING:
            text = f"{name}: while that is open nothing is committed, and no long wait is possible"
            yield self._finding(node, VOLATILE, text)
        elif bare or not name or stays_inside(name):
            return
        elif name.rpartition(".")[2][:1].isupper():
            text = f"{name}, where it cannot be stored and making it touches nothing outside"
            yield self._finding(node, AGAIN, text)
        else:
            yield self._finding(node, EFFECT, name)

    def _in_finalizer(self, function: ast.FunctionDef) -> Iterator[Finding]:
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and (
                self.called(node) in WAITS
                or (isinstance(node.func, ast.Name) and node.func.id in WAITS)
            ):
                text = "a wait in __del__: Python runs it while it collects garbage; call it before"
                yield self._finding(node, REFUSED, text)

    def _finding(self, node: ast.AST, kind: str, text: str) -> Finding:
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        return Finding(self.path, line, column + 1, kind, text)


def writes(node: ast.Call) -> bool:
    """Whether the mode that `open` is called with is one for writing, or is not known."""
    modes = [keyword.value for keyword in node.keywords if keyword.arg == "mode"]
    place = 1 if isinstance(node.func, ast.Name) else 0
    given = modes or node.args[place : place + 1]
    if not given:
        return False
    return not isinstance(given[0], ast.Constant) or bool(WRITING & set(str(given[0].value)))
