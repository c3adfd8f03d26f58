"""An inspector of values that other members change."""

from __future__ import annotations

from tests.sharing.crowd import Crowd


def test_a_member_sees_and_changes_what_another_has_made(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        one.start()
        one.eval("(define order (list 'tea (vector 1 2)))")
        inspector = other.inspect("order")
        inspector.follow(1)
        inspector.set(0, "(* 6 7)")
        assert one.eval("(cadr order)") == (42, 2)
        one.eval("(vector-set! (cadr order) 1 43)")
        assert [line.text for line in inspector.page().lines] == ["42", "43"]
        record = inspector.stored
        assert record is not None
        assert other.inspect(f"@{record.oid}").page().text == "#(42 43)"
        assert any("42" in each.text for each in inspector.referrers())
