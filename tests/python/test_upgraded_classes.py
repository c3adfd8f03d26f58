"""Upgrades of classes that define how they are compared, hashed, subscripted and made."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import CannotUpgrade, Image, SimulatedClock

KINDS = Path(__file__).with_name("upgraded") / "kinds.py"
TEXT = KINDS.read_text(encoding="utf-8")

BEFORE = """\
one True False 2
False True True unhashable type: 'Compared'
False
registered no missing 3 first
shape 9
None {}
"""

#: What is edited, and the lines that are other ones then.
EDITS: dict[str, tuple[list[tuple[str, str]], dict[int, str]]] = {
    "another hash": ([("hash(self.number)", "hash(('key', self.number))")], {}),
    "another comparison": (
        [
            ("self.number == other.number", "self.number % 10 == other.number % 10"),
            ("hash(self.number)", "hash(self.number % 10)"),
        ],
        {0: "one True True 2"},
    ),
    "a comparison that is new takes the hash away": (
        [
            (
                "    pass\n\n\nclass Compared",
                "    def __eq__(self, other):\n        return True\n\n\nclass Compared",
            )
        ],
        {1: "True unhashable type: 'Plain' True unhashable type: 'Compared'"},
    ),
    "a comparison and a hash are new": (
        [
            (
                "    pass\n\n\nclass Compared",
                (
                    "    def __eq__(self, other):\n        return True\n\n"
                    "    def __hash__(self):\n        return 5\n\n\nclass Compared"
                ),
            )
        ],
        {1: "True True True unhashable type: 'Compared'"},
    ),
    "a comparison that is gone gives the hash back": (
        [("    def __eq__(self, other):\n        return True\n", "    pass\n")],
        {1: "False True False True"},
    ),
    "a hash is new beside the comparison": (
        [
            (
                "        return True\n",
                "        return True\n\n    def __hash__(self):\n        return 1\n",
            )
        ],
        {1: "False True True True"},
    ),
    "subscripts are new": (
        [
            (
                "    pass\n\n\nclass Compared",
                (
                    "    def __class_getitem__(cls, kind):\n"
                    "        return cls.__name__, kind\n\n\nclass Compared"
                ),
            )
        ],
        {2: "('Plain', <class 'int'>)"},
    ),
    "what is done to subclasses is new": (
        [
            (
                "    pass\n\n\nclass Compared",
                "    def __init_subclass__(cls):\n        cls.seen = True\n\n\nclass Compared",
            )
        ],
        {5: "True {}"},
    ),
    "how it is made is new": (
        [
            (
                "    pass\n\n\nclass Compared",
                (
                    "    def __new__(cls):\n        made = super().__new__(cls)\n"
                    "        made.number = 1\n        return made\n\n\nclass Compared"
                ),
            )
        ],
        {5: "None {'number': 1}"},
    ),
    "methods of a metaclass": (
        [("no {name}", "none {name}"), ("hash(cls.__name__)", "hash(cls.__name__ * 2)")],
        {3: "registered none missing 3 first"},
    ),
    "methods and attributes of a class with one": (
        [('"first"', '"second"'), ("limit = 3", "limit = 4")],
        {3: "registered no missing 4 second"},
    ),
    "attributes and methods of abstract classes": (
        [('"shape"', '"form"'), ("return 9", "return 16")],
        {4: "form 16"},
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_class_is_what_its_new_text_says(name: str, tmp_path: Path) -> None:
    edits, changed = EDITS[name]
    new = TEXT
    for before, after in edits:
        assert before in new
        new = new.replace(before, after)
    expected = [changed.get(n, line) for n, line in enumerate(BEFORE.splitlines())]
    clock = SimulatedClock(stands=True)
    with Image.open(tmp_path / "image", clock=clock) as image:
        pid = image.spawn_program(TEXT, "kinds.py")
        image.run_until_idle()
        assert image.upgrade(pid, {"kinds.py": new}) == []
    with Image.open(tmp_path / "image", clock=clock) as image:
        image.advance(hours=1)
        image.result(pid)
        assert image.transcript(pid).splitlines() == expected


def test_a_class_whose_metaclass_has_made_it_of_its_attributes_is_refused() -> None:
    """It would have to be made anew, and what it was registered as."""
    made = "    def __init__(cls, *given):\n        cls.count = len(given[2])\n\n    def __eq__(cls"
    text = TEXT.replace("    def __eq__(cls", made)
    with Image.open(":memory:", clock=SimulatedClock(stands=True)) as image:
        pid = image.spawn_program(text, "kinds.py")
        image.run_until_idle()
        with pytest.raises(CannotUpgrade, match=r"kinds\.py:\d+: the class `Registered`"):
            image.upgrade(pid, {"kinds.py": text.replace("limit = 3", "limit = 4")})
