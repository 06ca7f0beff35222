"""The timeline: the same again and again is told once, unless something else happened in between."""

from tests.builders import DAY, NOON, a_draft

from billhook.dashboard.formatting import Formats
from billhook.dashboard.invoices.timeline import History, Moment, folded, timeline
from billhook.invoices.notes_store import Note
from billhook.invoices.openings_store import Opening
from billhook.people.audit_store import Entry

F = Formats("en", "UTC", NOON + 30 * DAY)


def edit(at: int, who: str = "Anna") -> Entry:
    return Entry(f"log_{at}", at, f"person:{who}", who, "invoice.write_draft", "in_1", "", "", [])


def told(*deeds: Entry, **given: object) -> list[str]:
    history = History(a_draft(), (), (), (), (), deeds, **given)  # type: ignore[arg-type]
    return [moment.sentence for moment in timeline(history, F)]


def test_edits_of_one_person_fold_until_something_else_happens() -> None:
    deeds = [edit(NOON + n) for n in (90, 80, 70, 20, 10)]
    note = Note("note_1", "in_1", NOON + 50, "per_1", "Ben", "Ask first")
    assert told(*deeds, written=[note]) == [
        "Edited 3 times by Anna", "Note by Ben:", "Edited 2 times by Anna", "Created through the API",
    ]  # fmt: skip
    assert told(edit(NOON + 20), edit(NOON + 10, "Ben")) == [
        "Edited by Anna", "Edited by Ben", "Created through the API",
    ]  # fmt: skip


def test_a_run_stands_at_its_newest_and_keeps_each_time() -> None:
    tries = [Moment(at, "Charge failed", detail=why, run=("Charge failed", "")) for at, why in ((9, "b"), (5, "a"))]
    other = Moment(3, "Created")
    (run, last) = folded([*tries, other])
    assert (run.at, run.sentence, [part.detail for part in run.parts]) == (9, "Charge failed 2 times", ["b", "a"])
    assert last == other
    assert folded([tries[0], other, tries[1]]) == [tries[0], other, tries[1]]


def test_what_has_no_run_is_never_folded() -> None:
    notes = [Note(f"note_{n}", "in_1", NOON + n, "per_1", "Ben", "Same") for n in (2, 1)]
    assert told(written=notes).count("Note by Ben:") == 2


def test_viewing_is_told_at_its_first_time() -> None:
    assert told(opening=Opening(1, NOON + 5, NOON + 5))[0] == "Viewed by the customer"
    again = told(edit(NOON + 60), opening=Opening(3, NOON + 5, NOON + 13 * DAY))
    assert again == [
        "Edited by Anna", "Viewed by the customer (3 times, last Dec 5, 2026)", "Created through the API",
    ]  # fmt: skip
