"""The names that a record may have: all of them, one by one; and what no record can do with it."""

from __future__ import annotations

import importlib
import os
import pickle
import pkgutil
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import perdure
import perdure.vm as vm
from perdure.image import ForbiddenName, Image, ProcessFailed, provided_function
from perdure.image.schema.classes import OTHERS, class_factory, names_of
from perdure.languages import scheme
from perdure.vm.machine.linker import _compiled
from perdure.vm.objects.procedures import digest_of
from tests.image.test_trust import forge, global_named, oid_of_x
from tests.repl.command import Command

#: Whoever adds to this says in the commit what a record can now do that it could not before.
NAMES = {
    "perdure.vm": """
        Box BytesInput BytesOutput Bytevector Cell CharSet Closure Code Condition ConsoleInput
        Continuation DelimitedContinuation Environment Escape FileInput FileOutput ForeignCode
        HashPage HashSegment HashTable Marker NumericVector Pair Parameter Promise PromiseContent
        Prompt RandomSource Record RecordType Regexp RegexpMatch Reraise Segment Source String
        StringInput StringOutput Text Values Vector
        CONSOLE CONSOLE_INPUT DEFAULT EOF FALSE NIL TRUE UNASSIGNED UNSPECIFIED
        builtin_named char exact_complex rational symbol
    """,
    "perdure.image": """
        Bonds ChangeTable Channel Cluster ConditionVariable Counters Desk Details Encoded External
        Gate Given History ImageRoot JobQueue Lane Lease Member Mutex NameTable Operation
        PairLeaf PairSet PairsOfMany Piece Process ProcessTable Queue RateLimiter Schedule Scope
        Semaphore Shard Sharing Stage Suspects Transcript Versions provided_function
    """,
    "perdure.languages.python": "Base Chunk Codes Entry Program Stopped Unit",
    "perdure.languages.scheme": "Macro keyword_named",
    "persistent.mapping": "PersistentMapping",
    "BTrees.LLBTree": "LLSet LLTreeSet",
    "BTrees.LOBTree": "LOBTree LOBucket",
    "BTrees.OOBTree": "OOBTree OOBucket OOSet OOTreeSet",
    "BTrees.Length": "Length",
    "builtins": "complex",
    "ZODB.blob": "Blob",
    "fractions": "Fraction",
}
PAIRS = {(module, name) for module, names in NAMES.items() for name in names.split()}


def modules() -> list[str]:
    """All of Perdure's, and some that have what a record might like."""
    found = ["os", "posix", "subprocess", "builtins", "copyreg", "pickle", "fractions", "ZODB.blob"]
    found += ["persistent.mapping", "persistent", *(m for m in OTHERS if m.startswith("BTrees"))]
    for each in pkgutil.walk_packages(perdure.__path__, "perdure."):
        if not each.name.endswith("__main__"):
            found.append(each.name)
    return [*found, "perdure"]


def test_what_may_be_named_is_this_and_nothing_else() -> None:
    allowed = set()
    for module in modules():
        imported = importlib.import_module(module)
        for name in {*dir(imported), *getattr(imported, "STORED", ())}:  # some come when named
            try:
                found = class_factory(None, module, name)
            except ForbiddenName:
                continue
            assert found is not None
            allowed.add((module, name))
    assert allowed == PAIRS


def test_each_name_that_is_listed_is_there() -> None:
    for module, name in PAIRS - {("fractions", "Fraction")}:
        assert name in names_of(module)
    for module in NAMES:
        assert {(module, name) for name in names_of(module)} <= PAIRS


@pytest.mark.parametrize(
    "named",
    [
        ("perdure.languages.scheme.compiler.libraries", "read_text_file"),
        ("perdure.languages.scheme.expander.keywords", "expression"),
        ("perdure.languages.scheme", "runtime"),
        ("perdure.languages.scheme", "Macro.transformer"),
        ("perdure.languages.", "Macro"),
        ("perdure.languages.scheme.", "Macro"),
        ("perdure.languages.nothing", "Macro"),
        ("perdure.languages", "scheme"),
        ("perdure.vm", "Builtin"),
        ("perdure.vm", "Symbol"),
        ("perdure.vm", "STORED"),
        ("perdure.vm.objects.data", "Pair"),
        ("perdure.image", "Image"),
        ("builtins", "exec"),
        ("builtins", "getattr"),
        ("builtins", "object"),
        ("copyreg", "_reconstructor"),
        ("BTrees.OOBTree", "OOBTree.update"),
        ("antigravity", "fly"),
        ("", ""),
    ],
)
def test_other_names_are_refused(named: tuple[str, str]) -> None:
    with pytest.raises(ForbiddenName):
        class_factory(None, *named)


# ---- what is named cannot be changed


def read(pickled: bytes) -> Any:
    class Reader(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            return class_factory(None, module, name)

    return Reader(BytesIO(pickled)).load()


#: How a pickle sets attributes of what stands before it: in its __dict__, or of any object.
STATES: dict[str, Any] = {"a dict": {"planted": 1}, "slots": (None, {"planted": 1})}


@pytest.mark.parametrize("state", STATES)
def test_a_record_changes_nothing_that_it_names(state: str) -> None:
    for module, name in sorted(PAIRS):
        found = class_factory(None, module, name)
        pickled = global_named(module, name)[:-1] + pickle.dumps(STATES[state], 2)[2:-1] + b"b."
        with pytest.raises((TypeError, AttributeError)):
            read(pickled)
        assert not hasattr(found, "planted"), (module, name)


SHARED: dict[str, tuple[Callable[[], Any], str, Any]] = {
    "a symbol": (lambda: vm.symbol("if"), "name", "else"),
    "a character": (lambda: vm.char("a"), "letter", "b"),
    "a builtin": (lambda: vm.builtin_named("car"), "function", None),
    "a keyword": (lambda: scheme.keyword_named("if"), "expand", None),
    "a provided function": (lambda: provided_function("shop", "pay"), "name", "steal"),
    "a truth": (lambda: vm.TRUE, "shown", "#f"),
    "a port": (lambda: vm.CONSOLE, "name", "EOF"),
    "several values": (lambda: vm.Values((1, 2)), "several", ()),
    "a class": (lambda: vm.Values, "several", ()),
}


@pytest.mark.parametrize("what", SHARED)
def test_a_record_changes_no_object_that_images_share(what: str) -> None:
    make, attribute, value = SHARED[what]
    shared = make()
    before = getattr(shared, attribute)
    for state in ({attribute: value}, (None, {attribute: value})):
        with pytest.raises(TypeError):
            read(pickle.dumps(shared, 2)[:-1] + pickle.dumps(state, 2)[2:-1] + b"b.")
    assert getattr(shared, attribute) is before


@pytest.mark.parametrize("kind", ["fractions Fraction", "perdure.vm rational"])
def test_a_fraction_is_not_computed_from_a_text(kind: str) -> None:
    module, name = kind.split()
    for arguments in (("1e99999999",), ("1e99999999", None), ("1", 1)):
        began = time.process_time()
        with pytest.raises(TypeError):
            read(global_named(module, name)[:-1] + pickle.dumps(arguments, 2)[2:-1] + b"R.")
        assert time.process_time() - began < 1
    made = read(global_named(module, name)[:-1] + pickle.dumps((1, 2), 2)[2:-1] + b"R.")
    assert made * 2 == 1


def test_looking_at_an_image_reads_no_file(tmp_path: Path) -> None:
    """Looking opens not even a file that would be waited for."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    path = tmp_path / "perdure.image"
    oid = oid_of_x(path)
    call = global_named("perdure.languages.scheme.compiler.libraries", "read_text_file")[:-1]
    state = b"(" + call + pickle.dumps((str(fifo),), 2)[2:-1] + b"RK\x01t."
    forge(path / "data.fs", global_named("perdure.vm", "Pair") + state, oid)
    ended = Command(tmp_path)("eval", "(car x)")
    assert ended.code == 1
    assert "read_text_file, which no image may name" in ended.err
    assert "Traceback" not in ended.err


def test_a_record_that_tries_to_change_a_keyword_is_an_error_of_who_reads_it(
    image_path: Path, tmp_path: Path
) -> None:
    oid = oid_of_x(image_path)
    keyword = pickle.dumps(scheme.keyword_named("if"), 2)[2:-1]
    change = pickle.dumps((None, {"expand": None}), 2)[2:-1] + b"b"
    record = global_named("perdure.vm", "Pair") + b"(" + keyword + change + b"K\x01t."
    forge(image_path / "data.fs", record, oid)
    with Image.open(tmp_path / "other.image") as other:
        with Image.open(image_path) as image, pytest.raises(ProcessFailed, match="may be damaged"):
            image.eval("(car x)")
        assert other.eval("(if #f 1 2)") == 2


# ---- compiled code that images of a process share


def code_of(image: Image, name: str) -> Any:
    return image.root.interaction.bindings[name].value.code


@pytest.mark.parametrize("is_told", [True, False])
def test_the_code_of_a_forged_image_answers_in_no_other(
    image_path: Path, tmp_path: Path, is_told: bool
) -> None:
    """It says that it is what the other's code is. `is_told`: in the record's newer form."""
    program = "(define (secret x) (list x 'mine))"
    with Image.open(image_path) as forged:
        forged.eval(f"{program} (define (evil x) (list x 'evil))")
        code = code_of(forged, "secret")
        evil = code_of(forged, "evil")

        def change() -> None:
            code.lowered, code.constants = evil.lowered, evil.constants
            if not is_told:
                code.digest = b""

        forged.driver.change(change)
    with Image.open(image_path) as forged, Image.open(tmp_path / "other.image") as image:
        if is_told:
            with pytest.raises(ProcessFailed, match=r"secret: the code of .* was damaged"):
                forged.eval("(secret 1)")
        else:
            assert [str(part) for part in forged.eval("(secret 1)")] == ["1", "evil"]
        image.eval(program)
        assert [str(part) for part in image.eval("(secret 1)")] == ["1", "mine"]


def test_code_of_a_former_version_is_read(image_path: Path) -> None:
    made = vm.Code.__new__(vm.Code)
    made.__setstate__((1, "f", b"[]", (), None, b"what was a digest"))
    assert made.digest == b""
    made.__setstate__((2, "f", b"[]", (), None, digest_of(b"[]")))
    assert made.__getstate__()[0] == 2


def test_a_process_whose_code_was_damaged_while_it_slept_ends_with_an_error(
    image_path: Path,
) -> None:
    with Image.open(image_path) as image:
        image.eval("(import (perdure process)) (define (f) (receive) (list 1))")
        pid = image.spawn("(f)")
        image.run_until_idle()
        code = code_of(image, "f")
        image.driver.change(lambda: setattr(code, "digest", b"x" * 32))
    with Image.open(image_path) as image:
        image.send(pid, 5)
        with pytest.raises(ProcessFailed, match="was damaged"):
            image.result(pid)
        assert image.eval("(+ 1 2)") == 3


def test_images_of_a_process_share_what_is_the_same(image_path: Path, tmp_path: Path) -> None:
    program = "(define (shared-by-both x) (list x 'both)) (shared-by-both 1)"
    with Image.open(image_path) as one, Image.open(tmp_path / "other.image") as two:
        one.eval(program)
        before = len(_compiled)
        two.eval(program)
        assert len(_compiled) == before
