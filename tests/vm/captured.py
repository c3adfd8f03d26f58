"""Programs whose every site is tried, with what an unbroken run prints and gives.

They are the files of programs/captured, in which `(test-pause x)` waits and then gives x.
"""

from __future__ import annotations

from tests.programs import programs_in

PROGRAMS = programs_in(__file__, "captured")
