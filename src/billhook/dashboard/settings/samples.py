"""What a group of settings makes of an invoice, as far as words can show it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from billhook.account_settings.settings import AccountSettings, SettingValue, from_stored
from billhook.dashboard.settings.forms import read
from billhook.invoices.rules.numbering import CREDIT_NOTES, INVOICES, note_of, number, place_of
from billhook.kernel.display import address_lines


@dataclass(frozen=True, slots=True)
class Sample:
    """A heading, and lines as they stand on paper."""

    heading: str
    lines: tuple[str, ...]


def sample_of(kind: str, texts: Mapping[str, str], stored: Mapping[str, SettingValue], *, now: int) -> Sample | None:
    """What stands on paper with these texts over what is stored; a text that is wrong shows what is stored."""
    values, _ = read(texts)
    settings = from_stored({**stored, **values})
    lines: Mapping[str, Callable[[AccountSettings], list[str]]] = {
        "address": _address, "number": partial(_number, now=now), "texts": _texts, "paying": _paying,
    }  # fmt: skip
    return Sample("On the invoice", tuple(line for line in lines[kind](settings) if line)) if kind else None


def _address(settings: AccountSettings) -> list[str]:
    lines = address_lines(settings.business_address, settings.locale)
    contact = [settings.business_email, settings.business_phone, settings.business_url, settings.business_tax_id]
    return [settings.business_name, *lines, *contact]


def _number(settings: AccountSettings, now: int) -> list[str]:
    place, own = (place_of(settings, series, now) for series in (INVOICES, CREDIT_NOTES))
    first = place.number(1) if place is not None else number("K7M2QX4B", 1)
    if place is not None:
        lines = [first, place.number(2)]
    else:
        lines = [f"{first}, the first of a customer", f"{number('P9C3WD1Z', 1)}, the first of another"]
    return [*lines, f"{own.number(1) if own is not None else note_of(first, 1)}, a credit note"]


def _texts(settings: AccountSettings) -> list[str]:
    return [settings.default_memo, settings.default_footer]


def _paying(settings: AccountSettings) -> list[str]:
    bank = " · ".join(filter(None, [settings.bank_iban, settings.bank_bic]))
    schemes = (("Pix", settings.pix_key), ("PayNow", settings.paynow_uen), ("UPI", settings.upi_id))
    named = [f"{scheme} {account}" for scheme, account in schemes if account]
    return [*settings.payment_instructions.split("\n"), bank, *named]
