"""The sequences that the account counts now, with the number that each gives next in this mode."""

from dataclasses import dataclass

from billhook.dashboard.visiting import Visit
from billhook.invoices.rules.numbering import INVOICES, SETTING_OF, place_of
from billhook.invoices.sequences_store import next_of

PATH = "/settings/numbering/next"
"""Where the form to raise one is sent."""

_LABELS = {INVOICES: "Next number of invoices"}
_OTHER = "Next number of credit notes"


@dataclass(frozen=True, slots=True)
class Counted:
    """A sequence: the label of its field, the whole next number, what is typed and what is wrong with it."""

    series: str
    label: str
    number: str
    text: str
    error: str = ""


async def counted(visit: Visit, *, series: str = "", text: str = "", error: str = "") -> list[Counted]:
    """Those that the settings have the account count. `text` was typed for `series`, and `error` is wrong with it."""
    found = []
    for each in SETTING_OF:
        place = place_of(visit.tenant.settings, each, visit.formats.now)
        if place is None:
            continue
        async with visit.reader() as reader:
            next = await next_of(reader, visit.tenant.id, each, place.period)
        is_typed = each == series
        found.append(
            Counted(
                each, _LABELS.get(each, _OTHER), place.number(next), text if is_typed else str(next),
                error if is_typed else "",
            )
        )  # fmt: skip
    return found
