"""The import of customers: the columns of the export, and what a row makes."""

from collections import Counter
from collections.abc import Mapping, Sequence

from billhook.customers import store, verbs
from billhook.customers.actions.import_customers import NewCustomer
from billhook.customers.params import CreateCustomer
from billhook.dashboard.choices import countries, country, tax_id_type
from billhook.dashboard.csv_tables import Row
from billhook.dashboard.customers.export import ADDRESS
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.importing import Kind, Reading, Understood, pages_of
from billhook.dashboard.visiting import Visit
from billhook.kernel.countries import COUNTRIES
from billhook.kernel.money import is_currency
from billhook.tax.rules import formats, verification
from billhook.tax.types import TAX_ID_TYPES
from billhook.wire.forms import Form

_COLUMNS = {
    "name": "Name", "email": "E-mail", "phone": "Phone", "description": "Description", "line1": "Address",
    "line2": "Address, second line", "postal_code": "Postal code", "city": "City", "state": "State or province",
    "country": "Country", "tax_exempt": "Tax status", "tax_ids": "Tax IDs", "currency": "Currency",
    "locale": "Language",
}  # fmt: skip
_SYNONYMS = {
    "name": ("customer_name", "full_name", "company", "company_name", "business_name", "customer"),
    "email": ("e_mail", "customer_email", "email_address", "mail", "e_mail_address"),
    "phone": ("telephone", "phone_number", "tel"),
    "description": ("note", "notes", "comment", "customer_description"),
    "line1": ("address", "address_line1", "address_line_1", "address_1", "street", "card_address_line1"),
    "line2": ("address_line2", "address_line_2", "address_2", "card_address_line2"),
    "postal_code": ("zip", "zip_code", "postcode", "post_code", "address_zip", "address_postal_code",
                    "card_address_zip"),
    "city": ("town", "address_city", "card_address_city"),
    "state": ("province", "region", "address_state", "state_or_province", "card_address_state"),
    "country": ("country_code", "address_country", "card_address_country"),
    "tax_exempt": ("tax_status",),
    "tax_ids": ("tax_id", "vat", "vat_id", "vat_number", "customer_tax_id"),
    "locale": ("language", "preferred_locales", "preferred_locale"),
}  # fmt: skip
_TAX_STATUS = {"taxable": "none", "reverse charge": "reverse", "": "none"}

# The types whose numbers begin with the letters of a country.
_TELLING = ("eu_vat", "gb_vat", "ch_vat")


async def read(
    visit: Visit, rows: Sequence[tuple[Row, Mapping[str, str]]], reading: Reading
) -> list[Understood[NewCustomer]]:  # fmt: skip
    """What each row makes. An e-mail that is known already, or that stands in two rows, is told."""
    emails = Counter(cells["email"] for _, cells in rows if cells.get("email"))
    async with visit.reader() as reader:
        known = await store.known_emails(reader, list(emails))
    told: list[Understood[NewCustomer]] = []
    seen: set[str] = set()
    for row, cells in rows:
        email = cells.get("email", "")
        is_known, is_twice = email in known, email in seen
        if (is_known or is_twice) and reading.leaves_out:
            continue
        seen |= {email} if email else set()
        notes = ["A customer has this e-mail already."] if is_known else []
        notes += ["A row above has this e-mail too."] if is_twice else []
        told.append(_understood(visit, row, cells, notes))
    return told


def _understood(visit: Visit, row: Row, cells: Mapping[str, str], notes: Sequence[str]) -> Understood[NewCustomer]:
    faults = Faults()
    form: Form = {name: cells[name] for name in ("name", "email", "phone", "description") if cells.get(name)}
    address = {name: cells[name] for name in ADDRESS if cells.get(name)}
    if "country" in address:
        address["country"] = _country(address["country"], visit.formats.locale, faults)
    if address:
        form["address"] = {**address}
    if cells.get("locale"):
        tags = [tag.strip() for tag in cells["locale"].split(",") if tag.strip()]
        form["preferred_locales"] = {str(n): tag for n, tag in enumerate(tags)}
    if cells.get("tax_exempt"):
        given = cells["tax_exempt"].lower()
        form["tax_exempt"] = _TAX_STATUS.get(given, given)
    if cells.get("tax_ids"):
        form["tax_id_data"] = _tax_ids(visit, cells["tax_ids"], faults)
    currency = cells.get("currency", "").lower()
    if currency and not is_currency(currency):
        faults.fields["currency"] = "There is no such currency."
    if not (form.get("name") or form.get("email")):
        faults.fields["name"] = "There is neither a name nor an e-mail."
    params = checked(CreateCustomer, form, faults, _column_of)
    name = cells.get("name") or cells.get("email", "")
    if params is None:
        return Understood(row.number, name, faults=_sentences(faults))
    parts = (cells.get("email"), cells.get("line1"), cells.get("city"), address.get("country"), currency.upper())
    about = " · ".join(part for part in parts if part and part != name)
    return Understood(row.number, name, NewCustomer(params, currency or None), about, notes=notes)


def _country(text: str, locale: str, faults: Faults) -> str:
    """The code of a country, given by its code or by its name in the person's language or in English."""
    if text.upper() in COUNTRIES:
        return text.upper()
    names = {words.lower(): code for tag in ("en", locale) for code, words in countries(tag)}
    found = names.get(text.lower())
    if found is None:
        faults.fields["country"] = f"There is no country “{country(text, locale)}”."
    return found or text


def _tax_ids(visit: Visit, text: str, faults: Faults) -> Form:
    """Tax ids as the export writes them: a type and a number each, with semicolons between them.

    Some numbers say themselves what they are.
    """
    found: Form = {}
    for place, one in enumerate(part.strip() for part in text.split(";") if part.strip()):
        kind, _, value = one.partition(" ")
        if kind not in TAX_ID_TYPES:
            kind, value = next((kind for kind in _TELLING if formats.well_formed(kind, one)), ""), one
        if kind not in TAX_ID_TYPES or not value.strip():
            faults.fields["tax_ids"] = f"Write the type before the number, such as eu_vat DE123456789, not “{one}”."
            continue
        is_test = not visit.tenant.livemode and verification.is_test_value(kind, value.strip())
        if not (is_test or formats.well_formed(kind, value.strip())):
            words = tax_id_type(kind, visit.formats.locale)
            faults.fields["tax_ids"] = f"“{value.strip()}” is no number of the type {words}."
        found[str(place)] = {"type": kind, "value": value.strip()}
    return found


def _column_of(param: str) -> str | None:
    """The column that a parameter comes from."""
    if param.startswith("address["):
        return param.removeprefix("address[").rstrip("]")
    if param.startswith("preferred_locales"):
        return "locale"
    return "tax_ids" if param.startswith("tax_id_data") else param


def _sentences(faults: Faults) -> list[str]:
    told = [f"{_COLUMNS.get(name, name)}: {words}" for name, words in faults.fields.items()]
    return [*told, *([faults.sentence] if faults.sentence else [])]


KIND = Kind(
    "customers", "/customers", "customer", "customers", _COLUMNS, _SYNONYMS, "",
    (
        "The columns of “Export CSV” are understood, and so are most others. You see what becomes of each row before "
        "anything is imported.",
        "All rows are imported, or none. Ids and balances of the file are not taken over.",
    ),
    read, verbs.IMPORT, again="Leave out rows with an e-mail that a customer or a row above has",
)  # fmt: skip
show, act = pages_of(KIND)
