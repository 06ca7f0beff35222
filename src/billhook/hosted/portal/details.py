"""What the page of the details shows: the form of the customer, their tax ids, their payment methods."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from billhook.db.tx import Reader
from billhook.documents.method_words import how_paid
from billhook.documents.tax_id_words import tax_id_label
from billhook.hosted.portal import forms
from billhook.hosted.portal.forms import Field, Problems, Typed
from billhook.hosted.portal.visiting import Visit
from billhook.hosted.words.catalogue import words_for
from billhook.kernel.tax_number import TaxNumber
from billhook.payment_methods import store as methods
from billhook.payment_methods.objects import CARD, PaymentMethod
from billhook.payments.actions.methods import is_known
from billhook.tax import tax_ids_store
from billhook.wire.params import Page

METHODS_MAX = 50
"""So many payment methods are shown, the newest."""


@dataclass(frozen=True, slots=True)
class MethodRow:
    """A payment method: its name, when it expires, whether it is the default, and where its forms lead; nowhere, if
    another processor knows it than the one that takes payments now."""

    name: str
    expires: str
    is_default: bool
    default_path: str
    remove_path: str


@dataclass(frozen=True, slots=True)
class TaxIdRow:
    """A tax id: what it is called, its value, and where the form leads that removes it."""

    label: str
    value: str
    remove_path: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent and not taken: what was `typed`, and what is wrong with it."""

    typed: Typed = field(default_factory=dict)
    problems: Problems = field(default_factory=dict)


NOT_SENT = Sent()


@dataclass(frozen=True, slots=True)
class DetailsPage:
    """Both forms with where they lead, and what there is. `form_token` is in each form. The `…_problem` texts are
    over their form, or empty."""

    form_token: str
    save_path: str
    fields: tuple[Field, ...]
    problem: str
    add_path: str
    tax_fields: tuple[Field, ...]
    tax_problem: str
    is_adding: bool
    tax_ids: tuple[TaxIdRow, ...]
    methods: tuple[MethodRow, ...]


async def details_page(reader: Reader, visit: Visit, details: Sent = NOT_SENT, tax_id: Sent = NOT_SENT) -> DetailsPage:
    """The page, with one of the forms as it was sent where it was not taken."""
    found, _ = await methods.page(
        reader, Page.of(limit=METHODS_MAX), visit.customer.id, type=None, allow_redisplay=None
    )
    owned = (await tax_ids_store.of_customers(reader, [visit.customer.id]))[visit.customer.id]
    typed = details.typed or forms.stored(visit.customer)
    return DetailsPage(
        form_token=visit.form_token,
        save_path=visit.at("/details"),
        fields=forms.fields_of(forms.DETAILS, typed, details.problems, visit.locale),
        problem=_over(details.problems, visit.locale),
        add_path=visit.at("/tax_ids"),
        tax_fields=forms.fields_of(forms.TAX_ID, tax_id.typed, tax_id.problems, visit.locale),
        tax_problem=_over(tax_id.problems, visit.locale),
        is_adding=bool(tax_id.problems),
        tax_ids=tuple(
            TaxIdRow(tax_id_label(TaxNumber(one.type, one.value)), one.value, visit.at(f"/tax_ids/{one.id}/remove"))
            for one in owned
        ),
        methods=tuple(_method(visit, one) for one in found),
    )


def _over(problems: Mapping[str, str], locale: str) -> str:
    """What stands over a form: a problem of its own, or that fields are marked."""
    return problems.get("") or (words_for(locale).portal.not_saved if problems else "")


def _method(visit: Visit, method: PaymentMethod) -> MethodRow:
    words = words_for(visit.locale)
    expires = ""
    if method.type == CARD:
        label = words.forms.methods[CARD].fields["expiry"].label
        expires = f"{label} {method.details['exp_month']:02}/{method.details['exp_year'] % 100:02}"
    at = f"/payment_methods/{method.id}"
    return MethodRow(
        name=how_paid({"type": method.type, method.type: method.details}, visit.locale),
        expires=expires,
        is_default=visit.customer.default_payment_method == method.id,
        default_path=visit.at(f"{at}/default") if is_known(visit.tenant, method) else "",
        remove_path=visit.at(f"{at}/remove"),
    )
