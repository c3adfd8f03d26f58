"""What a program can ask about the system it runs on."""

from __future__ import annotations

from perdure.vm.builtins.checks import list_from
from perdure.vm.builtins.registry import pure
from perdure.vm.values.atoms import symbol
from perdure.vm.values.data import Value

#: For `cond-expand` and `(features)`, in the words of R7RS appendix B.
FEATURES = ("r7rs", "ratios", "ieee-float", "full-unicode", "perdure")


@pure("features")
def features() -> Value:
    return list_from([symbol(name) for name in FEATURES])
