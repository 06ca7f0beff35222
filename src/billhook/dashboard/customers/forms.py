"""The form of a customer: what was typed, the parameters of the API that it makes, and which field a parameter is."""

import re
from collections.abc import Mapping

from billhook.customers.objects import Customer
from billhook.customers.params import CreateCustomer, UpdateCustomer
from billhook.dashboard.faults import Faults, checked
from billhook.wire.forms import Form, Node

Typed = dict[str, str]
"""The texts of a form by the names of its fields."""

CUSTOM_FIELDS = 4
TAX_IDS = 2

_PLAIN = ("name", "email", "phone", "description", "tax_exempt")
_ADDRESS = ("line1", "line2", "postal_code", "city", "state", "country")
_ROWS = (
    *(f"{part}_{place}" for place in range(CUSTOM_FIELDS) for part in ("field_name", "field_value")),
    *(f"{part}_{place}" for place in range(TAX_IDS) for part in ("tax_type", "tax_value")),
)
_NAMES = (*_PLAIN, *_ADDRESS, "language", "currency", "footer", "template", "invoice_prefix", "test_clock", *_ROWS)

_FIELDS = {
    "invoice_settings[footer]": "footer",
    "invoice_settings[rendering_options][template]": "template",
    "preferred_locales": "language",
    **{f"address[{name}]": name for name in _ADDRESS},
    **{name: name for name in (*_PLAIN, "currency", "invoice_prefix", "test_clock")},
}
LABELS = {
    "name": "Name", "email": "E-mail", "phone": "Phone", "description": "Description", "tax_exempt": "Tax status",
    "line1": "Address", "line2": "Address, second line", "postal_code": "Postal code", "city": "City",
    "state": "State or province", "country": "Country", "language": "Language", "footer": "Footer",
    "template": "Template", "invoice_prefix": "Invoice prefix",
    **{f"field_name_{place}": f"Field {place + 1}" for place in range(CUSTOM_FIELDS)},
    **{f"field_value_{place}": f"Value {place + 1}" for place in range(CUSTOM_FIELDS)},
}  # fmt: skip
"""What the fields are called that can be changed."""

_CUSTOM_FIELD = re.compile(r"invoice_settings\[custom_fields\]\[([0-9])\]\[(name|value)\]")
_TAX_ID = re.compile(r"tax_id_data\[([0-9])\]\[(type|value)\]")


def field_of(param: str) -> str | None:
    """The field of the form that shows a parameter."""
    if (found := _CUSTOM_FIELD.fullmatch(param)) is not None:
        return f"field_{found[2]}_{found[1]}"
    if (found := _TAX_ID.fullmatch(param)) is not None:
        return f"tax_{found[2]}_{found[1]}"
    return _FIELDS.get(param) or (_FIELDS["preferred_locales"] if param.startswith("preferred_locales[") else None)


def typed(form: Mapping[str, str]) -> Typed:
    """What somebody typed; a field that was not sent is empty."""
    return {name: form.get(name, "").strip() for name in _NAMES}


def overwriting(form: Mapping[str, str], given: Typed) -> Typed:
    """What a sent form writes over what is stored. Currency and test clock are only ever set, never overwritten."""
    return {name: value for name, value in given.items() if name in form and name not in ("currency", "test_clock")}


def blank(clock: str = "") -> Typed:
    """The form of a new customer, on a test clock if one is named."""
    return {**typed({}), "tax_exempt": "none", "test_clock": clock}


def stored(customer: Customer) -> Typed:
    """The form as a stored customer fills it."""
    values: dict[str, str | None] = {name: getattr(customer, name) for name in _PLAIN}
    values |= {name: (customer.address or {}).get(name) for name in _ADDRESS}
    values["language"] = customer.preferred_locales[0] if customer.preferred_locales else ""
    values["currency"] = customer.currency
    values["footer"] = customer.invoice_footer
    values["template"] = customer.invoice_template
    values["invoice_prefix"] = customer.invoice_prefix
    for place, field in enumerate(customer.invoice_custom_fields or ()):
        values |= {f"field_name_{place}": field["name"], f"field_value_{place}": field["value"]}
    return typed({name: value or "" for name, value in values.items()})


def to_create(given: Typed, faults: Faults) -> CreateCustomer | None:
    """The parameters that make a customer; None if something is wrong, which `faults` then tells."""
    form: Form = {name: given[name] for name in _PLAIN if given[name]}
    if any(given[name] for name in _ADDRESS):
        form["address"] = {name: given[name] for name in _ADDRESS}
    if given["language"]:
        form["preferred_locales"] = {"0": given["language"]}
    form |= {name: given[name] for name in ("invoice_prefix", "test_clock") if given[name]}
    settings = _invoice_settings(given)
    if given["template"]:
        settings["rendering_options"] = {"template": given["template"]}
    if any(settings.values()):
        form["invoice_settings"] = settings
    if tax_ids := _rows(given, "tax_type", "tax_value", TAX_IDS, ("type", "value")):
        form["tax_id_data"] = tax_ids
    return checked(CreateCustomer, form, faults, field_of)


def to_update(given: Typed, customer: Customer, faults: Faults) -> UpdateCustomer | None:
    """The parameters that change a customer to what the form says; what it does not show stays as it is."""
    form: Form = {name: given[name] for name in _PLAIN}
    form["address"] = {name: given[name] for name in _ADDRESS} if any(given[name] for name in _ADDRESS) else ""
    former = customer.preferred_locales
    if given["language"] != (former[0] if former else ""):
        chosen = [given["language"], *(tag for tag in former[1:] if tag != given["language"])]
        form["preferred_locales"] = {str(n): tag for n, tag in enumerate(chosen)} if given["language"] else ""
    if given["invoice_prefix"] and given["invoice_prefix"] != customer.invoice_prefix:
        form["invoice_prefix"] = given["invoice_prefix"]
    settings = _invoice_settings(given)
    if given["template"] != (customer.invoice_template or ""):
        settings["rendering_options"] = {"template": given["template"]}
    form["invoice_settings"] = settings
    return checked(UpdateCustomer, form, faults, field_of)


def _invoice_settings(given: Typed) -> Form:
    fields = _rows(given, "field_name", "field_value", CUSTOM_FIELDS, ("name", "value"))
    return {"footer": given["footer"], "custom_fields": fields or ""}


def _rows(given: Typed, first: str, second: str, count: int, names: tuple[str, str]) -> dict[str, Node]:
    """The rows in which something was typed, by their place in the form."""
    return {
        str(place): {names[0]: given[f"{first}_{place}"], names[1]: given[f"{second}_{place}"]}
        for place in range(count)
        if given[f"{first}_{place}"] or given[f"{second}_{place}"]
    }
