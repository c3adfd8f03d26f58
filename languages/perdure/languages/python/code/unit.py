"""Units: modules of a program, as an image keeps them."""

from __future__ import annotations

from persistent import Persistent

from perdure.languages.python.code.data import LoweredModule
from perdure.languages.python.code.decoding import decode
from perdure.languages.python.code.encoding import digest_of, encode


class Unit(Persistent):
    """A module of a program: its text, and its lowered form.

    Immutable: another version of the text is another unit.
    """

    __module__ = "perdure.languages.python"
    __slots__ = ("_v_lowered", "digest", "encoded", "filename", "name", "text")

    name: str  #: the module's
    filename: str
    text: str
    digest: str  #: of the encoded form; the same in every Python
    encoded: bytes

    _v_lowered: LoweredModule

    @property
    def lowered(self) -> LoweredModule:
        """The lowered module, decoded when it is first asked for."""
        try:
            return self._v_lowered
        except AttributeError:
            self._v_lowered = decode(self.encoded)
            return self._v_lowered

    def __getstate__(self) -> tuple[str, str, str, str, bytes]:
        return self.name, self.filename, self.text, self.digest, self.encoded

    def __setstate__(self, state: tuple[str, str, str, str, bytes]) -> None:
        self.name, self.filename, self.text, self.digest, self.encoded = state


def new_unit(lowered: LoweredModule, text: str) -> Unit:
    """A unit of a module that was just lowered."""
    unit = Unit()
    encoded = encode(lowered)
    unit.__setstate__((lowered.name, lowered.filename, text, digest_of(encoded), encoded))
    unit._v_lowered = lowered
    return unit
