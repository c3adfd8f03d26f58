"""Large contents in a shared image, whose transactions meet those of other members."""

from __future__ import annotations

from BTrees.OOBTree import OOBTree

from perdure.image import check
from tests.sharing.crowd import Crowd

SIZE = 300_000  #: characters: more than a record may have


def test_a_large_text_is_there_where_its_transaction_met_a_conflict_that_was_resolved(
    here: Crowd,
) -> None:
    with here.open() as one, here.open() as other:
        one.driver.change(lambda: one.root.keep("test", OOBTree).update({"begun": 1}))
        met: list[None] = []

        def keep_large() -> None:
            one.root.keep("test", OOBTree)["large"] = one.conversion.from_function("x" * SIZE)
            if not met:  # another member changes the same table meanwhile
                met.append(other.driver.change(lambda: keep_small()))

        def keep_small() -> None:
            other.root.keep("test", OOBTree)["small"] = 1

        conflicts = one.scheduler.conflicts
        one.driver.change(keep_large)
        assert one.scheduler.conflicts == conflicts  # it was resolved
    assert check(here.uri).is_sound
    with here.open() as image:
        table = image.root.keep("test", OOBTree)
        assert sorted(table) == ["begun", "large", "small"]
        assert image.conversion.to_function(table["large"]) == "x" * SIZE
