"""Letters without a font: how many of the newest invoices show a box where a letter should be."""

from collections.abc import Iterable

from billhook.db.sampling import sample
from billhook.db.tx import Reader
from billhook.doctor.findings import Finding, counted, fine, late, wrong
from billhook.doctor.looking import GIVEN_UP, Place
from billhook.doctor.proofs import examination
from billhook.doctor.rules.glyphs import remedy, script_of, signs_of
from billhook.documents.fonts import families_for
from billhook.documents.invoice_pdf import text_of
from billhook.documents.paper import document
from billhook.documents.typesetter import can_draw
from billhook.invoices import store
from billhook.invoices.statement import statement_of
from billhook.kernel.clock import monotonic

INVOICES_MAX = 200
"""The newest of each mode; what is older was shown long ago."""
SECONDS_MAX = 10.0
_NAMED = 3


class TooSlow(Exception):
    """The time for looking is over."""


class Missing:
    """Knows which signs no font has. Each is tried once, until the time is over."""

    def __init__(self, seconds: float) -> None:
        self._until = monotonic() + seconds
        self._drawn: dict[str, bool] = {}

    def among(self, signs: Iterable[str]) -> set[str]:
        """Those of the signs that no font has. Raises TooSlow."""
        new = sorted(set(signs) - self._drawn.keys())
        if new and self._can_draw("".join(new)):
            self._drawn |= dict.fromkeys(new, True)
        for sign in new:
            if sign not in self._drawn:
                self._drawn[sign] = self._can_draw(sign)
        return {sign for sign in signs if not self._drawn[sign]}

    def _can_draw(self, text: str) -> bool:
        if monotonic() > self._until:
            raise TooSlow
        return can_draw(text, families_for(text, "en"))


async def _glyphs(reader: Reader, place: Place) -> list[Finding]:
    ids = (await sample(reader, "invoices", "in")).ids[:INVOICES_MAX]
    details = (await store.whole_of_ids(reader, ids)).values() if ids else ()
    missing = Missing(SECONDS_MAX)
    boxes: dict[str, set[str]] = {}
    finalized = [each for each in details if each.invoice.finalized_at is not None]
    try:
        for each in finalized:
            paper = document(statement_of(each, is_test=not place.tenant.livemode))
            if lacking := missing.among(signs_of(text_of(paper))):
                boxes[each.invoice.id] = {script_of(sign) for sign in lacking}
    except TooSlow:
        return [late(f"{place.words}: looking for letters without a font took longer than {SECONDS_MAX:g} seconds. "
                     f"{GIVEN_UP}")]  # fmt: skip
    return told(place.words, len(finalized), boxes)


def told(where: str, looked_at: int, boxes: dict[str, set[str]]) -> list[Finding]:
    """What the invoices with boxes come to: the scripts by the id of an invoice; nothing if there are no invoices."""
    if not looked_at:
        return []
    of = f"a sample of {counted(looked_at, 'invoice', 'invoices')}"
    if not boxes:
        return [fine(f"{where}: {of} has no letter without a font.")]
    scripts = sorted(set().union(*boxes.values()))
    named = ", ".join(sorted(boxes, reverse=True)[:_NAMED])
    some = counted(len(boxes), "PDF", "PDFs")
    return [
        wrong(
            f"{where}: boxes stand in {some} of {of}, in place of letters that no font has ({', '.join(scripts)}), "
            f"such as {named}. {remedy(scripts)}"
        )
    ]


examine_glyphs = examination("fonts", _glyphs)
