"""A cursor gives each event once, also one that is committed late."""

from hypothesis import given
from hypothesis import strategies as st

from billhook.cli_sessions.rules.cursor import SEEN_MAX, Cursor, advanced

BATCH = 5


def id_at(moment: int) -> str:
    return f"evt_{moment:06}"


def read(cursor: Cursor, committed: list[str]) -> list[str]:
    """As the statement reads: the first ids beyond the floor that were not seen."""
    return [id for id in sorted(committed) if id > cursor.floor and id not in cursor.seen][:BATCH]


@given(st.lists(st.tuples(st.integers(1, 300), st.integers(0, 9)), unique_by=lambda each: each[0]))
def test_each_event_is_read_once_if_it_is_committed_within_ten_seconds(events: list[tuple[int, int]]) -> None:
    cursor, got = Cursor(id_at(0)), []
    for now in range(1, 400):
        committed = [id_at(made) for made, late in events if made + late <= now]
        ids = read(cursor, committed)
        got += ids
        cursor = advanced(cursor, ids, is_all=len(ids) < BATCH, horizon=id_at(max(now - 10, 0)))
    assert sorted(got) == sorted(id_at(made) for made, _ in events)
    assert len(cursor.seen) <= SEEN_MAX


def test_a_burst_does_not_grow_the_memory() -> None:
    ids = [id_at(moment) for moment in range(SEEN_MAX + 1)]
    cursor = advanced(Cursor(""), ids, is_all=False, horizon="")
    assert len(cursor.seen) == SEEN_MAX // 2
    assert read(cursor, [*ids, id_at(SEEN_MAX + 1)]) == [id_at(SEEN_MAX + 1)]
