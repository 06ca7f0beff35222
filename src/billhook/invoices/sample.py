"""An invoice that nobody gets, to show templates and mails with: your account, and an invented customer."""

from collections.abc import Sequence
from decimal import Decimal

from billhook.account_settings.settings import AccountSettings
from billhook.documents.statement import (
    AmountsDue,
    InvoiceStatement,
    Party,
    PaymentMeans,
    StatementLine,
    Sums,
    Tax,
    TaxAmount,
    TaxCategory,
)
from billhook.invoices.issuer import Issuer
from billhook.invoices.rules.inheriting import branded
from billhook.invoices.rules.paper import paper
from billhook.invoices.rules.supply import with_supply
from billhook.invoices.statement import issuing_party
from billhook.kernel.address import Address
from billhook.kernel.clock import DAY_SECONDS
from billhook.kernel.display import local_date
from billhook.kernel.replacing import replace
from billhook.kernel.tax_number import TaxNumber
from billhook.rendering_templates.objects import Design, GroupRule
from billhook.rendering_templates.rules.grouping import LineFacts, grouped

DAYS_UNTIL_DUE = 30

_PERCENT = 19
_TAX = Tax("VAT", None, Decimal(_PERCENT), TaxCategory.STANDARD, "standard_rated", inclusive=False)
_WHOLE = 100

# Description, quantity, and unit price in whole units of the currency.
_SOLD = (
    ("Brand workshop, two days on site", 2, 1_200),
    ("Retainer", 1, 4_500),
    ("Support by the hour", 12, 95),
    ("Licence for a team of ten", 10, 29),
)
_PAGE = "https://example.com/i/sample"


def sample_of(
    design: Design, settings: AccountSettings, tax_ids: tuple[TaxNumber, ...], *, now: int, is_test: bool
) -> InvoiceStatement:
    """The statement of an open invoice over invented lines, in the default currency, as this design has it."""
    issuer = Issuer.of(settings, page="", tax_ids=tax_ids, transfer=None)
    sold = [
        StatementLine(what, count * each * _WHOLE, count, Decimal(each * _WHOLE), None, (), (_TAX,))
        for what, count, each in _SOLD
    ]
    lines, supply = with_supply(sold, settings.supply_date, issued_at=now, time_zone=settings.time_zone)
    subtotal = sum(line.amount for line in lines)
    tax = subtotal * _PERCENT // _WHOLE  # whole, because every price is
    fields = design.custom_fields or (("Purchase order", "PO-7781"),)
    return InvoiceStatement(
        issuer=issuing_party(issuer),
        customer=_customer(settings.business_country),
        ship_to=None,
        number="SAMPLE-0001",
        status="open",
        issued_at=now,
        currency=settings.default_currency,
        lines=lines,
        sums=Sums(subtotal, (), None, 0, (TaxAmount(_TAX, subtotal, tax),), subtotal, subtotal + tax),
        locales=(),
        issuer_locale=settings.locale,
        time_zone=settings.time_zone,
        page_size=paper(design.page_size or settings.page_size, settings.business_country),
        is_test=is_test,
        amounts=AmountsDue(0, 0, 0, subtotal + tax, 0, subtotal + tax, 0, 0),
        means=PaymentMeans(issuer.payment_instructions, (), _PAGE),
        due_at=now + DAYS_UNTIL_DUE * DAY_SECONDS,
        custom_fields=fields,
        memo=design.memo or settings.default_memo or None,
        footer=design.footer or settings.default_footer or None,
        brand=branded(issuer.brand, design),
        look=design.look,
        groups=grouped(_facts(design.groups, now, settings.time_zone), design.groups),
        supply=supply,
    )


def _facts(rules: Sequence[GroupRule], now: int, time_zone: str) -> list[LineFacts]:
    """What the rules know of the invented lines: each rule that asks for something special finds it at a line."""
    month = f"{local_date(now, time_zone):%Y-%m}"
    found = [LineFacts(what, what, "", {}, month, ("sample",)) for what, _, _ in _SOLD]
    for n, rule in enumerate(rules):
        at = n % len(found)
        key, _, value = rule.matches.partition("=")
        told = {key.strip(): value.strip() or "sample"} if rule.filter == "metadata" else {}
        told |= {rule.key: found[at].metadata.get(rule.key, "sample")} if rule.by == "metadata" else {}
        found[at] = replace(
            found[at],
            product=rule.matches if rule.filter == "product" else found[at].product,
            price=rule.matches if rule.filter == "price" else found[at].price,
            metadata={**found[at].metadata, **told},
        )
    return found


def _customer(country: str) -> Party:
    address = Address(
        line1="1 Sample Street", line2="2nd floor", city="Sampleton", state=None, postal_code="12345", country=country
    )
    return Party("Jenny Rosen Ltd.", address, email="jenny@example.com")
