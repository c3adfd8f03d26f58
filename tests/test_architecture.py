"""Imports point one way, and the layout stays what pyproject.toml takes it to be.

Every import of every source file is read with `ast`, wherever it stands: at the
top, in a function, under TYPE_CHECKING, or as `import_module("perdure...")`.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from perdure.image import Image

REPOSITORY = Path(__file__).parents[1]

#: What each source root may import besides the standard library and itself.
MAY_IMPORT = {
    "vm": {"persistent", "BTrees"},
    "program": set(),
    "languages": {"persistent", "BTrees", "perdure.vm", "perdure.program"},
    "image": {
        "persistent",
        "BTrees",
        "transaction",
        "ZEO",
        "ZODB",
        "zc.lockfile",
        "zodburi",
        "zope.interface",
        # Where the extra `postgresql` is installed.
        "psycopg2",
        "relstorage",
        "sqlalchemy",
        "perdure.vm",
    },
    "bootstrap": {
        "persistent",
        "BTrees",
        "transaction",
        "perdure.vm",
        "perdure.languages",
        "perdure.image",
    },
    "repl": {
        "click",
        "prompt_toolkit",
        # Where an application is tested; see perdure.repl.pytest_plugin.
        "pytest",
        "rich",
        "perdure.vm",
        "perdure.languages",
        "perdure.image",
        "perdure.bootstrap",
    },
}

#: Imports that stand inside a function, each for its reason. Keep this short: such an
#: import is usually a cycle asking for a third module.
INSIDE_FUNCTIONS = {
    # rich takes 60 ms to import: only where a table goes to a terminal.
    ("repl/perdure/repl/tables.py", "rich.console"),
    # prompt_toolkit takes 100 ms to import: only where there is a terminal to draw on.
    ("repl/perdure/repl/commands/repl.py", "perdure.repl.interaction.loop"),
    # Only where a command is misspelled.
    ("repl/perdure/repl/main.py", "perdure.repl.spelling"),
    # Both take 13 ms to import, and an image in a file needs neither.
    ("image/perdure/image/storage/uris.py", "socket"),
    ("image/perdure/image/storage/uris.py", "ssl"),
    # It takes 20 ms to import: only where a function that is called is a coroutine's.
    ("languages/perdure/languages/python/machine/beginning.py", "asyncio"),
}


#: Of the package `image`, the modules that `repl` imports besides `perdure.image` itself.
REPL_MAY_IMPORT = {
    "perdure.image.conversion.foreign",  # what was raised, told; interrupts
    "perdure.image.debugging.inner",  # frames that nobody asks about
    "perdure.image.discovery",  # languages by name
    "perdure.image.errors",  # those of storages
    "perdure.image.maintenance.ends",  # `perdure salvage`
    "perdure.image.maintenance.salvaging",
    "perdure.image.schema.history",  # the kinds that `perdure forget` lists
    "perdure.image.storage.uris",  # whether an image is a directory or at an address
    "perdure.image.storage.zeo.serving",  # `perdure serve`
}

#: What an open image is called in `repl`, and its attributes that are no methods or properties.
IMAGES = {"image", "opened", "_image"}
HOW_IT_WAS_OPENED = {"grace", "path", "language"}


#: The folders of a package, in an order in which each imports only those before it. "" has the
#: modules that stand in none.
LAYERS = {
    "vm": [
        "",
        "objects",
        "core",
        "optimize",
        "code",
        "lower",
        "python",
        "protocols",
        "machine",
        "primitives",
    ],
    "program": [""],
    "languages": [
        "scheme.reader",
        "scheme.expander",
        "scheme.expander.forms",
        "scheme.compiler",
        "scheme.runtime",
        "scheme.runtime.numbers",
        "scheme.runtime.ports",
        "scheme.runtime.sequences",
        "scheme.runtime.tables",
        "scheme.runtime.text",
        "scheme",
        "python.code",
        "python.lowering",
        "python.generating",
        "python.heap",
        "python.runtime",
        "python.runtime.tasks",
        "python.runtime.threads",
        "python.machine",
        "python",
    ],
    "image": [
        "",
        "schema",
        "conversion",
        "storage",
        "storage.zeo",
        "storage.postgresql",
        "effects",
        "processes.waits",
        "processes",
        "debugging",
        "host",
        "sharing",
        "engine",
        "inspecting",
        "browsing",
        "monitoring",
        "api",
        "maintenance",
    ],
    "repl": ["", "fullscreen", "interaction", "commands"],
}


@dataclass(frozen=True)
class Import:
    """One import: by which file, of what, and where."""

    path: str  #: relative to the repository, with slashes
    line: int
    module: str
    is_inside_function: bool

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: import of {self.module}"


def sources(repository: Path) -> Iterator[Path]:
    for root in MAY_IMPORT:
        yield from sorted((repository / root).rglob("*.py"))


def imports_of(path: Path, repository: Path) -> Iterator[Import]:
    name = path.relative_to(repository).as_posix()

    def walk(node: ast.AST, is_inside: bool) -> Iterator[Import]:
        for module in modules_named_by(node):
            yield Import(name, getattr(node, "lineno", 0), module, is_inside)
        inside = is_inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            yield from walk(child, inside)

    yield from walk(ast.parse(path.read_text(encoding="utf-8"), str(path)), False)


def modules_named_by(node: ast.AST) -> list[str]:
    """The modules that this node imports, if it is an import of any kind."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(level=level, module=module) if level:
            return ["." * level + (module or "")]
        case ast.ImportFrom(module="perdure", names=names):
            return [f"perdure.{alias.name}" for alias in names]
        case ast.ImportFrom(module=str(module)):
            return [module]
        case ast.Call(
            func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(module)), *_],
        ):
            return [module]
    return []


def is_allowed(root: str, module: str) -> bool:
    if module.partition(".")[0] in sys.stdlib_module_names:
        return True
    allowed = {*MAY_IMPORT[root], f"perdure.{root}"}
    return any(module == name or module.startswith(name + ".") for name in allowed)


def wrong_imports(repository: Path) -> list[str]:
    """A line for each import that breaks a rule."""
    wrong = []
    for path in sources(repository):
        root = path.relative_to(repository).parts[0]
        for found in imports_of(path, repository):
            if found.module.startswith("."):
                wrong.append(f"{found}: write the full name")
            elif not is_allowed(root, found.module):
                wrong.append(f"{found}: {root} may not know it")
            elif found.is_inside_function and (found.path, found.module) not in INSIDE_FUNCTIONS:
                wrong.append(f"{found} inside a function")
    return wrong


def test_imports_point_one_way() -> None:
    assert wrong_imports(REPOSITORY) == []


def test_every_exception_for_an_import_inside_a_function_is_still_needed() -> None:
    inside = {
        (found.path, found.module)
        for path in sources(REPOSITORY)
        for found in imports_of(path, REPOSITORY)
        if found.is_inside_function
    }
    assert INSIDE_FUNCTIONS - inside == set()


def modules_of(repository: Path) -> dict[str, Path]:
    """Every module of the source roots, by its full name."""
    found = {}
    for path in sources(repository):
        parts = path.relative_to(repository).with_suffix("").parts[1:]
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def import_graph(repository: Path) -> dict[str, set[str]]:
    """Which modules each module imports, for types too.

    `from package import name` is an import of the package's submodule where there is one.
    """
    modules = modules_of(repository)
    graph = {}
    for name, path in modules.items():
        imported = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    imported.add(whole if whole in modules else str(node.module))
            elif isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
        graph[name] = imported & modules.keys() - {name}
    return graph


def circling(graph: dict[str, set[str]]) -> list[str]:
    """The modules that import each other, however far round, and those between such circles.

    They are what is left when those are taken away, again and again, that import none of the
    rest or that none of the rest imports (Kahn, "Topological sorting of large networks", 1962).
    """
    left = {name: set(imported) for name, imported in graph.items()}
    while True:
        importing = {name for name, imported in left.items() if imported}
        stays = importing & set().union(*left.values())
        if stays == left.keys():
            return sorted(left)
        left = {name: left[name] & stays for name in stays}


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert circling(import_graph(REPOSITORY)) == []


@pytest.mark.parametrize("a_line", ["from perdure.vm.b import f", "from perdure.vm import b"])
def test_a_circle_is_found(tmp_path: Path, a_line: str) -> None:
    folder = tmp_path / "vm" / "perdure" / "vm"
    folder.mkdir(parents=True)
    (folder / "a.py").write_text(f"if TYPE_CHECKING:\n    {a_line}\n", encoding="utf-8")
    (folder / "b.py").write_text("import perdure.vm.c\n", encoding="utf-8")
    (folder / "c.py").write_text("from perdure.vm.a import g\n", encoding="utf-8")
    (folder / "d.py").write_text("import perdure.vm.a\n", encoding="utf-8")

    assert circling(import_graph(tmp_path)) == [f"perdure.vm.{name}" for name in "abc"]


def upward(graph: dict[str, set[str]], root: str) -> list[str]:
    """A line for each import of a module in a folder that stands later in LAYERS.

    A package of LAYERS stands in itself, and offers what is below it.
    """
    package = f"perdure.{root}"

    def folder(module: str) -> str:
        name = module.removeprefix(package + ".")
        return name if name in LAYERS[root] else name.rpartition(".")[0]

    def level(module: str) -> int:
        return LAYERS[root].index(folder(module))

    return [
        f"{name} imports {imported}"
        for name, all_imported in graph.items()
        for imported in all_imported
        if name.startswith(package + ".")
        and imported.startswith(package + ".")
        and not imported.startswith(name + ".")
        and level(imported) > level(name)
    ]


@pytest.mark.parametrize("root", LAYERS)
def test_folders_import_one_way(root: str) -> None:
    assert upward(import_graph(REPOSITORY), root) == []


def test_an_import_upward_is_found() -> None:
    low, high = "perdure.image.schema.root", "perdure.image.engine.driver"

    assert upward({low: {high}, high: {low}}, "image") == [f"{low} imports {high}"]


@pytest.mark.parametrize("root", MAY_IMPORT)
def test_each_source_root_holds_one_typed_package_and_nothing_else(root: str) -> None:
    folder = REPOSITORY / root
    package = folder / "perdure" / root

    assert (package / "py.typed").is_file()
    assert (package / "__init__.py").is_file()
    assert (folder / "README.md").is_file()
    # A file here would make one root the whole of `perdure` and hide the others.
    assert not (folder / "perdure" / "__init__.py").exists()
    assert [path for path in folder.rglob("*.py") if package not in path.parents] == []


def wrong_uses(path: Path, repository: Path) -> Iterator[str]:
    """A line for each import or attribute by which the file goes round what an image offers."""
    for found in imports_of(path, repository):
        is_inner = found.module.startswith("perdure.image.")
        if is_inner and found.module not in REPL_MAY_IMPORT:
            yield f"{found}: `repl` uses the public names of perdure.image"
    offered = {name for name in dir(Image) if inspect.getdoc(getattr(Image, name))}
    name = path.relative_to(repository).as_posix()
    # Where forms are typed, what is opened is a parenthesis.
    images = IMAGES - {"opened"} if "interaction" in path.parts else IMAGES
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        match node:
            case ast.Attribute(value=ast.Name(id="self" | "cls" | "os" | "sys")):
                continue
            case ast.Attribute(attr=attribute) if is_private(attribute):
                yield f"{name}:{node.lineno}: {attribute} is somebody else's own"
            case ast.Attribute(
                value=ast.Name(id=called) | ast.Attribute(attr=called), attr=attribute
            ) if called in images and attribute not in offered | HOW_IT_WAS_OPENED:
                yield f"{name}:{node.lineno}: {attribute} is nothing that an Image offers"


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def test_the_repl_does_not_go_round_an_image() -> None:
    found = (REPOSITORY / "repl").rglob("*.py")
    assert [line for path in sorted(found) for line in wrong_uses(path, REPOSITORY)] == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("from perdure.image.processes.ledger import Ledger", "uses the public names"),
        ("def f(image):\n    image.root.process(1)", "root is nothing that an Image offers"),
        ("class C:\n    def f(self):\n        self._image.driver.step()", "driver is nothing"),
        ("def f(image):\n    image._change(print)", "_change is somebody else's own"),
        ("def f(bench):\n    bench._image", "_image is somebody else's own"),
    ],
)
def test_the_checker_catches_a_way_round_an_image(
    tmp_path: Path, text: str, complaint: str
) -> None:
    planted = tmp_path / "repl" / "x.py"
    planted.parent.mkdir()
    planted.write_text(text, encoding="utf-8")

    (found,) = wrong_uses(planted, tmp_path)

    assert complaint in found


@pytest.mark.parametrize(
    ("root", "text", "complaint"),
    [
        ("vm", "import ZODB", "x.py:1: import of ZODB: vm may not know it"),
        (
            "vm",
            "from perdure.image import Image",
            "x.py:1: import of perdure.image: vm may not know it",
        ),
        (
            "languages",
            "from perdure import image",
            "x.py:1: import of perdure.image: languages may not know it",
        ),
        (
            "image",
            "if TYPE_CHECKING:\n    import perdure.languages.scheme",
            "x.py:2: import of perdure.languages.scheme: image may not know it",
        ),
        (
            "image",
            'importlib.import_module("perdure.bootstrap")',
            "x.py:1: import of perdure.bootstrap: image may not know it",
        ),
        ("bootstrap", "import perdure.repl", "x.py:1: import of perdure.repl"),
        ("repl", "from . import main", "x.py:1: import of .: write the full name"),
        ("repl", "def f():\n    import json", "x.py:2: import of json inside a function"),
    ],
)
def test_the_checker_catches_a_planted_violation(
    tmp_path: Path, root: str, text: str, complaint: str
) -> None:
    planted = tmp_path / root / "perdure" / root / "x.py"
    planted.parent.mkdir(parents=True)
    planted.write_text(text, encoding="utf-8")

    (found,) = wrong_imports(tmp_path)

    assert complaint in found


def test_the_checker_lets_good_imports_pass(tmp_path: Path) -> None:
    planted = tmp_path / "image" / "perdure" / "image" / "x.py"
    planted.parent.mkdir(parents=True)
    planted.write_text(
        "import json\nimport ZODB.FileStorage\nfrom perdure.vm import symbol\n"
        "from perdure.image.engine.scheduler import Scheduler\n",
        encoding="utf-8",
    )

    assert wrong_imports(tmp_path) == []
