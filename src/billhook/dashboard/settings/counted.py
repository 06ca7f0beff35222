"""The sequences that the account counts now, with the number that each gives next in this mode."""

from dataclasses import dataclass

from billhook.dashboard.visiting import Visit
from billhook.invoices.rules.numbering import INVOICES, kind_of, present_counts, unit_of
from billhook.invoices.sequences_store import next_of
from billhook.rendering_templates.store import units

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
    """Those that the settings or a template have the account count.

    `text` was typed for `series`, and `error` is wrong with it.
    """
    found = []
    async with visit.reader() as reader:
        own = await units(reader, visit.tenant.id)
        names = {unit.id: f", {unit.name}" for unit in own}
        for count in present_counts(visit.tenant.settings, own, visit.formats.now):
            next = await next_of(reader, visit.tenant.id, count.series, count.place.period)
            label = _LABELS.get(kind_of(count.series), _OTHER) + names.get(unit_of(count.series), "")
            is_typed = count.series == series
            found.append(
                Counted(
                    count.series, label, count.place.number(next), text if is_typed else str(next),
                    error if is_typed else "",
                )
            )  # fmt: skip
    return found
