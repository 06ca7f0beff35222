"""What is said of a verb for many invoices: on its button, before it is done, and while it is done."""

from collections.abc import Mapping
from dataclasses import dataclass

from billhook.invoices.actions.work_off_bulk import PERMISSIONS


@dataclass(frozen=True, slots=True)
class BulkAct:
    """A verb for many. `words` are those of the button on the list; `nouns` are one and several of what it is for.

    `heading` asks about `{what}`, such as "7 invoices"; `running` and `ran` say what is done and was done to them.
    `in_test` is said in test mode alone.
    """

    words: str
    needs: str
    nouns: tuple[str, str]
    heading: str
    sentences: tuple[str, ...]
    button: str
    running: str = ""
    ran: str = ""
    in_test: str = ""
    way_out: str = "Cancel"
    is_danger: bool = False

    def what(self, number: int) -> str:
        """So many of them: "1 invoice", "7 invoices"."""
        return f"{number} {self.nouns[0 if number == 1 else 1]}"


_INVOICES, _DRAFTS = ("invoice", "invoices"), ("draft", "drafts")

BULK: Mapping[str, BulkAct] = {
    "send": BulkAct(
        words="Send",
        needs=PERMISSIONS["send"],
        nouns=_INVOICES,
        heading="Send {what}?",
        sentences=("Each customer gets a mail for each invoice. A draft gets its number first.",),
        in_test="Test mode: what happens to the mails, the outbox shows.",
        button="Send invoices",
        running="Sending invoices",
        ran="sent",
    ),
    "finalize": BulkAct(
        words="Finalize",
        needs=PERMISSIONS["finalize"],
        nouns=_DRAFTS,
        heading="Finalize {what}?",
        sentences=(
            "Each gets its number. Lines and amounts can no longer be changed.",
            "No mail is sent. What is charged automatically is charged.",
        ),
        button="Finalize invoices",
        running="Finalizing invoices",
        ran="finalized",
    ),
    "void": BulkAct(
        words="Void",
        needs=PERMISSIONS["void"],
        nouns=_INVOICES,
        heading="Void {what}?",
        sentences=(
            "Customers can no longer pay them, and their pages say that they are void. The numbers stay used.",
            "This cannot be undone.",
        ),
        button="Void invoices",
        running="Voiding invoices",
        ran="voided",
        way_out="Keep them",
        is_danger=True,
    ),
    "mark_uncollectible": BulkAct(
        words="Mark uncollectible",
        needs=PERMISSIONS["mark_uncollectible"],
        nouns=_INVOICES,
        heading="Mark {what} uncollectible?",
        sentences=("You no longer expect the money. They can still be paid. Charges that were planned stop.",),
        button="Mark uncollectible",
        running="Marking invoices uncollectible",
        ran="marked uncollectible",
    ),
    "delete": BulkAct(
        words="Delete drafts",
        needs=PERMISSIONS["delete"],
        nouns=_DRAFTS,
        heading="Delete {what}?",
        sentences=("Their items go too.", "This cannot be undone."),
        button="Delete drafts",
        running="Deleting drafts",
        ran="deleted",
        is_danger=True,
    ),
    "pdfs": BulkAct(
        words="Download PDFs",
        needs="invoices:read",
        nouns=("PDF", "PDFs"),
        heading="Download {what}?",
        sentences=("You get one ZIP archive. Each file has the number of its invoice.",),
        button="Download PDFs",
    ),
}
"""By the name in the form: the verbs of a bulk run, and the archive of PDFs."""
