"""The order in which the rows of a tenant are erased: no step ever breaks a foreign key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.db.erasing_plan import CannotBeErased, Empty, ForeignKey, Loosen, plan

TABLES = [f"t{n}" for n in range(6)]


def key(table: str, target: str, column: str | None = None) -> ForeignKey:
    return ForeignKey(table, target, column)


@pytest.mark.parametrize(
    ("tables", "keys", "steps"),
    [
        # Children go before what they refer to.
        ("ab", [key("a", "b")], [Empty("a"), Empty("b")]),
        ("ab", [key("b", "a")], [Empty("b"), Empty("a")]),
        # What has nothing to do with each other goes in the order of the names.
        ("ba", [], [Empty("a"), Empty("b")]),
        # A column that may be null loosens a table from itself, and opens a circle.
        ("a", [key("a", "a", "x")], [Loosen("a", "x"), Empty("a")]),
        ("ab", [key("a", "b"), key("b", "a", "x")], [Loosen("b", "x"), Empty("a"), Empty("b")]),
        # A key outside a circle stays, also if its column may be null.
        ("abc", [key("a", "b", "x"), key("b", "a"), key("c", "a", "y")],
         [Empty("c"), Loosen("a", "x"), Empty("b"), Empty("a")]),
        # Tables that are not to be erased count for nothing.
        ("a", [key("a", "tenants"), key("other", "a")], [Empty("a")]),
    ],
)  # fmt: skip
def test_the_order(tables: str, keys: list[ForeignKey], steps: list[object]) -> None:
    assert plan(tables, keys) == tuple(steps)


@pytest.mark.parametrize("keys", [[key("a", "b"), key("b", "a")], [key("a", "a")]])
def test_a_circle_that_nothing_opens(keys: list[ForeignKey]) -> None:
    with pytest.raises(CannotBeErased):
        plan("ab", keys)


@given(st.sets(st.builds(ForeignKey, *[st.sampled_from(TABLES)] * 2, st.sampled_from([None, "x", "y"])), max_size=14))
def test_no_step_breaks_a_key(keys: set[ForeignKey]) -> None:
    """Carried out on full tables whose rows all refer to others, each step leaves no reference to an emptied table."""
    try:
        steps = plan(TABLES, keys)
    except CannotBeErased:
        assert _has_hard_circle(keys)
        return
    full, binding = set(TABLES), set(keys)
    for step in steps:
        if isinstance(step, Loosen):
            binding = {k for k in binding if (k.table, k.column) != (step.table, step.column)}
        else:
            assert not [k for k in binding if k.target == step.table and k.table in full], step
            full.remove(step.table)
            binding = {k for k in binding if k.table != step.table}
    assert full == set()


def _has_hard_circle(keys: set[ForeignKey]) -> bool:
    """Whether the keys that nothing loosens have a circle."""
    hard = {(k.table, k.target) for k in keys if k.column is None}
    while True:
        inner = {(a, b) for a, b in hard if any(c == b for c, _ in hard)}
        if inner == hard:
            return bool(hard)
        hard = inner
