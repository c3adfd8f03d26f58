"""Keywords in a database: core forms by name, macros with all they refer to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import transaction
from ZODB import DB
from ZODB.MappingStorage import MappingStorage

from perdure.languages.scheme import CoreForm, expand_form, keyword_named, read
from perdure.languages.scheme.expander import core_forms
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.printer import short_text
from tests.languages.core_interpreter import Scheme, run
from tests.programs import Case, cases


@pytest.fixture
def database() -> Iterator[DB]:
    database = DB(MappingStorage())
    yield database
    database.close()


def after_reload(scheme: Scheme, database: DB, setup: str, text: str) -> str:
    """The value of `text` in an environment in which `setup` ran before it was stored."""
    manager = transaction.TransactionManager()
    connection = database.open(manager)
    # Python functions cannot be stored: keep what is not bound to one.
    scheme.value(setup)
    environment = Environment("user")
    for name, binding in scheme.environment.bindings.items():
        if not callable(getattr(binding, "value", None)):
            environment.bind(name, binding)
    stored: Any = connection.root()
    scheme.environment.bindings = environment.bindings
    stored["user"] = scheme.environment
    manager.commit()
    connection.close()

    connection = database.open(manager)
    connection.cacheMinimize()
    loaded = connection.root()["user"]
    (form,) = read(text, "t.scm")
    value = short_text(run(expand_form(form, loaded, scheme.world), {}))
    manager.abort()
    connection.close()
    return value


@pytest.mark.parametrize("case", cases(__file__, "stored-macros"), ids=str)
def test_a_stored_macro_means_the_same(scheme: Scheme, database: DB, case: Case) -> None:
    assert after_reload(scheme, database, case.definitions, case.expression) == case.value


def test_a_keyword_is_one_object_in_every_process() -> None:
    keyword = core_forms["if"]
    function, arguments = keyword.__reduce__()

    assert function is keyword_named
    assert keyword_named(*arguments) is keyword


def test_a_keyword_of_another_version_fails_only_in_use(scheme: Scheme) -> None:
    unknown = keyword_named("from-the-future")
    scheme.environment.bind("future", unknown)

    assert isinstance(unknown, CoreForm)
    assert scheme.error("(future 1)") == (
        "from-the-future: this keyword has no meaning here: (future 1) (test.scm:1:1)"
    )


def test_importing_twice_writes_nothing(scheme: Scheme, database: DB) -> None:
    manager = transaction.TransactionManager()
    connection = database.open(manager)
    scheme.world.libraries["(lib)"] = lib = Environment("(lib)")
    lib.exports.update(core_forms)
    environment: Any = Environment("user")
    connection.root()["user"] = environment
    (form,) = read("(import (lib))", "t.scm")
    expand_form(form, environment, scheme.world)
    manager.commit()
    expand_form(form, environment, scheme.world)

    assert not environment._p_changed
    assert not environment.bindings._p_changed
    assert not environment.imported._p_changed
    manager.abort()
    connection.close()
