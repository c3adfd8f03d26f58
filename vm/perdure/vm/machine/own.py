"""The names of those of the machine's own procedures that it calls or makes frames of.

They are defined in perdure.vm.machine.procedures.
"""

from __future__ import annotations

from typing import Final

MACHINE: Final = "(perdure machine)"  #: the library that has them

GUARD_ON_HEAP: Final = "%guard-on-heap"
RAISE_TO_GUARD: Final = "%raise-to-guard"
RAISE_TO_HANDLER: Final = "%raise-to-handler"
RAISE_CONTINUABLY: Final = "%raise-continuably"
RAISE_WITH_HANDLERS: Final = "%raise-with-handlers"
REWIND_AND_THROW: Final = "%rewind-and-throw"
SET_PARAMETER: Final = "%set-parameter!"
CALL_DELIMITED: Final = "%call-delimited"
GIVE: Final = "%give"
AGAIN: Final = "%again"
WITH_HANDLERS: Final = "%with-handlers"
USE_VALUE: Final = "%use-value"
