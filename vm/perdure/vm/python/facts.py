"""Facts that are found out once about a procedure, for all Python functions that are made of it.

Reads: perdure.vm.python.value_types, perdure.vm.python.pieces. Read by:
perdure.vm.python.functions, perdure.vm.machine.linked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from perdure.vm.code.lowered import Lowered
from perdure.vm.python import pieces
from perdure.vm.python.pieces import Pieces
from perdure.vm.python.value_types import Kinds, known_kinds


class Facts:
    """A procedure's lowered form, and what follows from it, each worked out when first asked for.

    `kinds[i]` tells what constant i is; see perdure.vm.machine.linked.
    """

    def __init__(self, lowered: Lowered, kinds: Sequence[str]) -> None:
        self.lowered = lowered
        self.kinds = kinds

    @cached_property
    def known(self) -> Kinds:
        """The kinds that are known of its variables."""
        return known_kinds(self.lowered)

    @cached_property
    def pieces(self) -> Pieces:
        """Its body, cut where it is long."""
        return Pieces(self.lowered.body, pieces.MOST)
