"""The import of products with one price each: the columns of the export, and what a row makes."""

import re
from collections.abc import Mapping, Sequence

from billhook.catalog import verbs
from billhook.catalog.params import INTERVAL_COUNT_MAX, INTERVALS, CreateProduct
from billhook.dashboard import numbers
from billhook.dashboard.csv_tables import Row
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.importing import Kind, Reading, Understood, pages_of
from billhook.dashboard.numbers import NotANumber
from billhook.dashboard.visiting import Visit
from billhook.kernel.money import decimal_text, is_currency
from billhook.wire.forms import Form

_COLUMNS = {
    "name": "Name", "description": "Description", "price": "Price", "currency": "Currency", "billing": "Billing",
    "tax_behavior": "Tax", "status": "Status", "unit_label": "Unit", "tax_code": "Tax code", "url": "Web page",
    "image": "Picture",
}  # fmt: skip
_SYNONYMS = {
    "name": ("product", "product_name", "title", "item"),
    "description": ("text", "product_description"),
    "price": ("amount", "unit_price", "unit_amount", "net_price"),
    "billing": ("interval", "billing_interval", "recurring"),
    "tax_behavior": ("tax", "tax_included"),
    "status": ("active",),
    "unit_label": ("unit",),
    "url": ("web_page", "website", "link"),
    "image": ("picture", "image_url", "images"),
}
_ACTIVE = {"": True, "active": True, "true": True, "yes": True, "archived": False, "false": False, "no": False}
_BILLING = re.compile(r"(?:every )?(?:([0-9]{1,4}) )?([a-z]+?)s?", re.ASCII)
_ONCE = ("", "one_time", "one time", "once")
_ADVERBS = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annual": "year"}
_SIGNS = {".": "en", ",": "de"}
_PRICE = "default_price_data"
_PLACES = {
    f"{_PRICE}[unit_amount_decimal]": "price", f"{_PRICE}[unit_amount]": "price", f"{_PRICE}[currency]": "currency",
    f"{_PRICE}[tax_behavior]": "tax_behavior", f"{_PRICE}[recurring][interval]": "billing",
    f"{_PRICE}[recurring][interval_count]": "billing", "images[0]": "image",
}  # fmt: skip


async def read(
    visit: Visit, rows: Sequence[tuple[Row, Mapping[str, str]]], reading: Reading
) -> list[Understood[CreateProduct]]:  # fmt: skip
    """What each row makes."""
    own = visit.tenant.settings.default_currency
    return [_understood(visit, row, cells, _SIGNS[reading.decimal_sign], own) for row, cells in rows]


def _understood(
    visit: Visit, row: Row, cells: Mapping[str, str], signs: str, own: str
) -> Understood[CreateProduct]:  # fmt: skip
    faults = Faults()
    plain = ("name", "description", "unit_label", "tax_code", "url")
    form: Form = {name: cells[name] for name in plain if cells.get(name)}
    if cells.get("image"):
        form["images"] = {"0": cells["image"]}
    active = _ACTIVE.get(cells.get("status", "").lower())
    if active is None:
        faults.fields["status"] = "Write active or archived."
    form["active"] = "false" if active is False else "true"
    currency = (cells.get("currency") or own).lower()
    about = ""
    if cells.get("price"):
        if is_currency(currency):
            minor = _minor(cells["price"], currency, signs, faults)
            form[_PRICE] = {"currency": currency, "unit_amount_decimal": minor, **_terms(cells, faults)}
            about = visit.formats.unit_price(minor, currency) if minor else ""
        else:
            faults.fields["currency"] = "There is no such currency."
    params = checked(CreateProduct, form, faults, lambda param: _PLACES.get(param, param))
    name = cells.get("name", "")
    if params is None:
        told = [f"{_COLUMNS.get(column, column)}: {words}" for column, words in faults.fields.items()]
        return Understood(row.number, name, faults=[*told, *([faults.sentence] if faults.sentence else [])])
    billing = cells.get("billing", "") if cells.get("price") else ""
    shown = [about or "No price", "" if billing.lower() in _ONCE else billing, "" if active else "Archived"]
    return Understood(row.number, name, params, " · ".join(part for part in shown if part))


def _minor(text: str, currency: str, signs: str, faults: Faults) -> str:
    """A price in minor units as the API writes decimals."""
    try:
        return decimal_text(numbers.minor_units(text, currency, signs))
    except NotANumber as error:
        faults.fields["price"] = str(error)
        return ""


def _terms(cells: Mapping[str, str], faults: Faults) -> Form:
    """How often a price is billed, and whether it includes tax."""
    form: Form = {}
    if cells.get("tax_behavior"):
        form["tax_behavior"] = cells["tax_behavior"].lower()
    billing = cells.get("billing", "").lower()
    if billing in _ONCE:
        return form
    found = _BILLING.fullmatch(_ADVERBS.get(billing, billing))
    if found is None or found[2] not in INTERVALS:
        faults.fields["billing"] = "Write one_time, day, week, month or year, or a number of these: 3 months."
        return form
    if not 1 <= int(found[1] or "1") <= INTERVAL_COUNT_MAX[found[2]]:
        faults.fields["billing"] = "A price is billed at least every three years."
        return form
    return {**form, "recurring": {"interval": found[2], "interval_count": found[1] or "1"}}


KIND = Kind(
    "products", "/products", "product", "products", _COLUMNS, _SYNONYMS, "name",
    (
        "The columns of “Export CSV” are understood, and so are most others. You see what becomes of each row before "
        "anything is imported.",
        "Each row makes a product, with one price if there is one. All rows are imported, or none. A price without a "
        "currency is in that of the account.",
    ),
    read, verbs.IMPORT_PRODUCTS, has_numbers=True,
)  # fmt: skip
show, act = pages_of(KIND)
