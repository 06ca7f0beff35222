"""Tiers and further currencies of a price: their fields, and the parameters that they make."""

import re
from collections.abc import Sequence

from billhook.dashboard.choices import currencies
from billhook.dashboard.faults import Faults
from billhook.dashboard.products import forms
from billhook.dashboard.products.forms import Field, Row, Typed
from billhook.dashboard.visiting import Visit
from billhook.kernel.money import is_currency
from billhook.wire.forms import Form

TIERS, OTHERS = 5, 3
MODES = (
    ("", "No tiers"),
    ("graduated", "Graduated: each unit costs what its tier says"),
    ("volume", "Volume: all units cost what the tier of the whole quantity says"),
)
_OF_TIER = re.compile(r"tiers\[([0-9]+)\]\[(up_to|flat_amount|unit_amount)(?:_decimal)?\]")
_OF_CURRENCY = re.compile(r"currency_options\[([a-z]+)\]")
_NAMES = {"up_to": "tier_up_to", "unit_amount": "tier_price", "flat_amount": "tier_flat"}


def folds(visit: Visit) -> Sequence[tuple[str, Sequence[Row]]]:
    """The fields, folded."""
    tiers: list[Row] = [(Field("tiers_mode", "Tiers", "select", choices=MODES,
                               hint="In the currency above. Leave the price above empty."),)]  # fmt: skip
    for n in range(TIERS):
        tiers.append((
            Field(f"tier_up_to_{n}", f"Up to, tier {n + 1}", "number", hint="Empty: no end." if n == 0 else ""),
            Field(f"tier_price_{n}", f"Price of one, tier {n + 1}", "money"),
            Field(f"tier_flat_{n}", f"Flat amount, tier {n + 1}", "money"),
        ))  # fmt: skip
    choices = [("", "–"), *currencies(visit.formats.locale)]
    others: list[Row] = [
        (Field(f"other_price_{n}", f"Further price {n + 1}", "money"),
         Field(f"other_currency_{n}", f"Currency of further price {n + 1}", "select", choices=choices))
        for n in range(OTHERS)
    ]  # fmt: skip
    return (("Tiers", tiers), ("Further currencies", others))


def form_of(visit: Visit, given: Typed, faults: Faults) -> Form:
    """The parameters of what was typed; empty where nothing was."""
    return {**_tiers(visit, given, faults), **_others(visit, given, faults)}


def field_of(given: Typed, param: str) -> str | None:
    """The field of a parameter of tiers or of further currencies."""
    if (found := _OF_TIER.fullmatch(param)) is not None:
        places = _filled(given)
        return f"{_NAMES[found[2]]}_{places[int(found[1])]}" if int(found[1]) < len(places) else "tiers_mode"
    if (of := _OF_CURRENCY.match(param)) is not None:
        return next((f"other_price_{n}" for n in range(OTHERS) if given[f"other_currency_{n}"] == of[1]), None)
    return "tiers_mode" if param in ("tiers", "tiers_mode", "billing_scheme") else None


def _filled(given: Typed) -> list[int]:
    """The places of the tiers in which something was typed."""
    return [n for n in range(TIERS) if any(given[f"{name}_{n}"] for name in _NAMES.values())]


def _tiers(visit: Visit, given: Typed, faults: Faults) -> Form:
    places, currency = _filled(given), given["currency"].lower()
    if not given["tiers_mode"]:
        if places:
            faults.fields["tiers_mode"] = "Choose how the tiers count."
        return {}
    if given["price"]:
        faults.fields["price"] = "Leave this empty: the tiers say what it costs."
    if not places:
        faults.fields["tier_price_0"] = "Fill this in."
    if not is_currency(currency):
        return {}
    rows: Form = {}
    for row, n in enumerate(places):
        up_to = forms.whole(given, f"tier_up_to_{n}", visit.formats, faults)
        if not up_to and row < len(places) - 1:
            faults.fields.setdefault(f"tier_up_to_{n}", "Only the last tier has no end.")
        rows[str(row)] = {
            "up_to": up_to or "inf",
            **forms.without_empty({
                "unit_amount_decimal": forms.price(given, f"tier_price_{n}", currency, visit.formats, faults),
                "flat_amount_decimal": forms.price(given, f"tier_flat_{n}", currency, visit.formats, faults),
            }),
        }  # fmt: skip
    return {"billing_scheme": "tiered", "tiers_mode": given["tiers_mode"], "tiers": rows}


def _others(visit: Visit, given: Typed, faults: Faults) -> Form:
    options: Form = {}
    for n in range(OTHERS):
        currency, name = given[f"other_currency_{n}"].lower(), f"other_price_{n}"
        if not (currency or given[name]):
            continue
        if not is_currency(currency) or currency in options or currency == given["currency"].lower():
            faults.fields[f"other_currency_{n}"] = "Choose another currency for each price."
            continue
        if given["tiers_mode"]:
            faults.fields[name] = "A price with tiers has one currency here. The API takes more."
            continue
        amount = forms.price(given, name, currency, visit.formats, faults)
        if not given[name]:
            faults.fields[name] = "Fill this in."
        options[currency] = {**forms.without_empty({"unit_amount_decimal": amount})}
    return {"currency_options": options} if options else {}
