"""Raise the next number of a sequence that the account counts."""

from starlette.responses import Response

from billhook.account_settings.number_pattern import SEQUENCE_MAX
from billhook.dashboard.settings import forms
from billhook.dashboard.settings.counted import counted
from billhook.dashboard.settings.groups import NUMBERING
from billhook.dashboard.settings.pages import Outcome, page, stored
from billhook.dashboard.visiting import Visit
from billhook.invoices.actions.raise_number import raise_in_person
from billhook.invoices.rules.numbering import SETTING_OF, kind_of
from billhook.kernel.errors import ApiError

_PAGE = "/settings/numbering"


async def ask(visit: Visit) -> Response:
    """The page that has the field."""
    return visit.back(visit.to(_PAGE))


async def raise_next(visit: Visit) -> Response:
    """Raise it, or say at its field what is wrong."""
    series, text = visit.form.text("series"), visit.form.text("next")
    if kind_of(series) not in SETTING_OF:
        return await ask(visit)
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:11]) <= SEQUENCE_MAX):
        return await _wrong(visit, series, text, f"Write a whole number from 1 to {SEQUENCE_MAX}.", 422)
    try:
        await raise_in_person(visit.parts.desk, visit.person, visit.tenant, series, int(text), visit.origin)
    except ApiError as error:
        if error.status != 400:
            raise
        return await _wrong(visit, series, text, error.message, 422)
    return visit.back(visit.to(_PAGE), f"{NUMBERING.title}: the next number is raised.")


async def _wrong(visit: Visit, series: str, text: str, sentence: str, status: int) -> Response:
    sequences = await counted(visit, series=series, text=text, error=sentence)
    return page(visit, NUMBERING, forms.texts_of(NUMBERING.fields, stored(visit)), Outcome(status), sequences)
