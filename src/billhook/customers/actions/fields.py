"""From parameters to the columns of a customer, for create and update alike."""

from typing import Any

from billhook.customers.facts import SequenceRaised
from billhook.customers.objects import Customer
from billhook.customers.params import (
    TEMPLATE,
    Address,
    CreateCustomer,
    RenderingOptions,
    Shipping,
    UpdateCustomer,
)  # fmt: skip
from billhook.db.tx import Reader, Tx
from billhook.kernel import errors
from billhook.kernel.address import ShownShipping
from billhook.kernel.replacing import replace
from billhook.rendering_templates.actions.choose import chosen
from billhook.wire.params import merged_metadata

_PLAIN = ("business_name", "description", "email", "individual_name", "name", "phone")
_PREFIX_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def address(given: Address) -> dict[str, str | None]:
    """All six lines, those not given as null (platform.md §1.9)."""
    return {
        "city": given.city,
        "country": given.country,
        "line1": given.line1,
        "line2": given.line2,
        "postal_code": given.postal_code,
        "state": given.state,
    }


def shipping(given: Shipping) -> ShownShipping:
    """Where goods go, with the keys that the object carries."""
    shown: ShownShipping = {"address": address(given.address), "name": given.name, "phone": given.phone}
    if given.carrier is not None or given.tracking_number is not None:
        return {**shown, "carrier": given.carrier, "tracking_number": given.tracking_number}
    return shown


def changed(customer: Customer, params: CreateCustomer | UpdateCustomer) -> Customer:
    """The customer with everything that was given; what was not given stays as it is."""
    change = {name: getattr(params, name) for name in _PLAIN if params.given(name)}
    if params.given("address"):
        change["address"] = address(params.address) if params.address is not None else None
    if params.given("shipping"):
        change["shipping"] = shipping(params.shipping) if params.shipping is not None else None
    if params.given("metadata"):
        change["metadata"] = merged_metadata(customer.metadata, params.metadata)
    if params.given("preferred_locales"):
        change["preferred_locales"] = params.preferred_locales or []
    if params.given("tax_exempt"):
        change["tax_exempt"] = params.tax_exempt or "none"
    if params.invoice_prefix is not None:
        change["invoice_prefix"] = _prefix(params.invoice_prefix)
    if params.next_invoice_sequence is not None:
        change["next_invoice_sequence"] = _sequence(customer, params.next_invoice_sequence)
    cash = params.cash_balance.settings if params.cash_balance is not None else None
    if cash is not None and cash.reconciliation_mode is not None:
        change["reconciliation_mode"] = own_mode(cash.reconciliation_mode)
    if params.invoice_settings is not None:
        change |= _invoice_settings(params)
    return replace(customer, **change)


async def tell_of_raise(tx: Tx, customer: Customer, *, since: int) -> None:
    """Say so if the next number of the customer's invoices is no longer `since`: what it skips is no gap."""
    if customer.next_invoice_sequence > since:
        await tx.announce(SequenceRaised(customer.id, since, customer.next_invoice_sequence))


def own_mode(given: str) -> str | None:
    """How a customer's cash finds what it is for: None where the account says."""
    return given if given != "merchant_default" else None


def _prefix(given: str) -> str:
    if not 3 <= len(given) <= 12 or not set(given) <= _PREFIX_CHARACTERS:
        raise errors.INVALID_VALUE(
            param="invoice_prefix",
            name="invoice_prefix",
            reason="must be 3 to 12 upper-case letters or digits",
        )
    return given


def _sequence(customer: Customer, given: int) -> int:
    if given < customer.next_invoice_sequence:
        raise errors.SEQUENCE_BACKWARDS(param="next_invoice_sequence", minimum=customer.next_invoice_sequence)
    return given


def _invoice_settings(params: CreateCustomer | UpdateCustomer) -> dict[str, Any]:
    given = params.invoice_settings
    assert given is not None
    change: dict[str, Any] = {}
    if given.given("custom_fields"):
        fields = given.custom_fields
        change["invoice_custom_fields"] = [{"name": f.name, "value": f.value} for f in fields] if fields else None
    if given.given("default_payment_method"):
        change["default_payment_method"] = given.default_payment_method
    if given.given("footer"):
        change["invoice_footer"] = given.footer
    if given.given("rendering_options"):
        change |= _rendering_options(given.rendering_options)
    return change


def _rendering_options(given: RenderingOptions | None) -> dict[str, str | None]:
    """Of the hash what was given; the empty hash unsets both."""
    if given is None:
        return {"invoice_amount_tax_display": None, "invoice_template": None}
    change: dict[str, str | None] = {}
    if given.given("amount_tax_display"):
        change["invoice_amount_tax_display"] = given.amount_tax_display
    if given.given("template"):
        change["invoice_template"] = given.template
    return change


async def check_template(reader: Reader, before: Customer, after: Customer) -> None:
    """Raises NO_SUCH_PARAM, TEMPLATE_ARCHIVED if the customer is given a template that nothing new may name."""
    if after.invoice_template is not None and after.invoice_template != before.invoice_template:
        await chosen(reader, after.invoice_template, param=TEMPLATE, standing=before.invoice_template)
