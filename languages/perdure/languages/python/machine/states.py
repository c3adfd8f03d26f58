"""States of an interpreter that a program may leave another: compared before a slice and after it.

Each kind has a function that finds the state, and one that sets it in an interpreter that goes on
with the program.

Read by: perdure.languages.python.machine.setting_up.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Callable, Container, Iterator
from types import ModuleType
from typing import Any

__all__ = ["ARGUMENTS", "COMPARED", "MODULES", "NUMPY", "STATES", "is_put", "numpy_state"]

ARGUMENTS, FILTERS, MODULES = "arguments", "filters of warnings", "modules that were put"
NUMPY, PANDAS = "numpy.random", "options of pandas"
PANDAS_ITSELF = "pandas"


def arguments() -> list[str]:
    return list(sys.argv)


def set_arguments(given: list[str]) -> None:
    """Nothing: `Space.in_sight` gives the program these."""


def filters() -> list[Any]:
    return list(warnings.filters)


def set_filters(wanted: list[Any]) -> None:
    warnings.resetwarnings()  # what has been looked up is forgotten with that
    warnings.filters[:] = wanted  # type: ignore[index]


def numpy_state() -> Any:
    """The state of numpy's own generator, of a program that has seeded it."""
    return sys.modules[NUMPY].get_state()


def set_numpy_state(state: Any) -> None:
    importlib.import_module(NUMPY).set_state(state)


def pandas_options() -> dict[str, Any]:
    """The options that are not what pandas begins with."""
    config: Any = sys.modules.get("pandas._config.config")
    if config is None:
        return {}
    if config._global_config != _seen[0]:
        _seen[0] = copy_of(config._global_config)
        known = config._registered_options
        found = options_in(config._global_config)
        _seen[1] = {key: value for key, value in found if value is not known[key].defval}
    return _seen[1]


#: All options as they were seen last, and those that are another: to go through them takes 30 us.
_seen: list[dict[str, Any]] = [{}, {}]


def copy_of(options: dict[str, Any]) -> dict[str, Any]:
    return {key: copy_of(each) if type(each) is dict else each for key, each in options.items()}


def options_in(options: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in options.items():
        if type(value) is dict:
            yield from options_in(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def set_pandas_options(wanted: dict[str, Any]) -> None:
    library = importlib.import_module(PANDAS_ITSELF)
    for key in pandas_options():
        if key not in wanted:
            library.reset_option(key)
    for key, value in wanted.items():
        library.set_option(key, value)


def is_put(module: Any, own: Container[str]) -> bool:
    """Whether what stands in `sys.modules` was put there by the program, and by no import.

    `own`: the names of the program's modules.
    """
    kind = type(module)
    if kind is ModuleType:
        return module.__spec__ is None and "__file__" not in vars(module)
    return module is None or kind.__module__ in own or kind.__module__ == "unittest.mock"


def set_modules(put: dict[str, Any]) -> None:
    sys.modules.update(put)


#: By kind: how a state is found, where it is compared, and how it is set.
STATES: dict[str, tuple[Callable[[], Any], Callable[[Any], None]]] = {
    ARGUMENTS: (arguments, set_arguments),
    FILTERS: (filters, set_filters),
    MODULES: (dict, set_modules),
    NUMPY: (numpy_state, set_numpy_state),
    PANDAS: (pandas_options, set_pandas_options),
}
COMPARED = (ARGUMENTS, FILTERS, PANDAS)  #: before each slice and after it
