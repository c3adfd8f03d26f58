"""The faces by which the VM, the languages and the keeper of processes know each other.

`Machine` runs computations, `Language` makes them of texts, `Host` is the world as programs
see it. docs/adding-a-language.md shows each of them used.
"""

from perdure.vm.protocols.host import Host, Nothing
from perdure.vm.protocols.language import Defined, Finding, Fitting, Language, Start
from perdure.vm.protocols.machine import Evaluation, Machine, MakeMachine, Pause, Stop

__all__ = [
    "Defined",
    "Evaluation",
    "Finding",
    "Fitting",
    "Host",
    "Language",
    "Machine",
    "MakeMachine",
    "Nothing",
    "Pause",
    "Start",
    "Stop",
]
