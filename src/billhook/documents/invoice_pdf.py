"""The invoice as PDF: a frozen description goes in, bytes come out.

Every amount, date and word is decided by the caller; this module writes values in the reader's language
and hands them, as JSON, to the layout in `invoice.typ`. Foreign text is data throughout: it is never markup.
The PDF is PDF/A-3a and PDF/UA-1 (archival and accessible) whenever the fonts can draw each of its letters.
"""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from billhook.documents.fonts import families_for
from billhook.documents.labels import Labels, labels_for, supply_label
from billhook.documents.line_breaks import breakable
from billhook.documents.lines_table import Json, Writing, lines_table, own_table
from billhook.documents.logo import Logo
from billhook.documents.look import USUAL, Look
from billhook.documents.page_code import page_code
from billhook.documents.rows import Group, Table
from billhook.documents.rows import Line as Line
from billhook.documents.rows import TotalRow as TotalRow
from billhook.documents.statement import TransferAccount
from billhook.documents.swiss_bill import SwissBill
from billhook.documents.swiss_bill_paper import printed_bill
from billhook.documents.transfer_code import transfer_code
from billhook.documents.typesetter import pictures, typeset, typesetting_threads
from billhook.kernel import display
from billhook.kernel.contrast import WHITE, is_colour, readable_on
from billhook.kernel.display import locale_of
from billhook.kernel.foreign_text import one_line, printable
from billhook.kernel.languages import direction_of, language_of

_WEB_ADDRESS = re.compile(r"https?://[!-~]{1,1990}")
INK = "#1a1a1a"
"""The colour of what has no colour of the brand."""

# In letters, where a text stands on one line: beside the title, at the foot of each page, in the metadata.
_LONGEST_TITLE = 40
_LONGEST_NAME = 80
_LONGEST_RETURN_ADDRESS = 160

# A footer within these is never broken over two pages.
_SHORT_FOOTER, _SHORT_FOOTER_LINES = 1_500, 12


@dataclass(frozen=True, slots=True)
class Party:
    """One side of the invoice, as printed: `address` line by line, `tax_ids` worded ("EU VAT DE1…")."""

    name: str
    address: tuple[str, ...] = ()
    email: str | None = None
    phone: str | None = None
    tax_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScannedCode:
    """A transfer as a code to scan; `label` says what it does. Drawing it takes as long as setting the page."""

    accounts: tuple[TransferAccount, ...]
    amount: int
    reference: str
    label: str


@dataclass(frozen=True, slots=True)
class InvoiceDocument:
    """Everything that is printed. Amounts in minor units of `currency`, instants in unix seconds.

    `mark` is a word such as "PAID" or "VOID" already in the customer's language; with it the document no
    longer asks for payment. `withdrawn` is a sentence about a document that is void or replaced; its headline is
    struck. A void invoice has no `amount_due`, but a `headline`. With `is_test` each page says that it is a test.
    `title`, `number_label`, `issued_label`, `headline`, `due_label` and `customer_label` replace the words of
    an invoice, for a credit note or a receipt. `custom_fields` are pairs of name and value. `totals` stand before
    the amount due, `after_due` after everything; `remarks` are the sentences below them that the law asks for. Text in
    the `accent_colour` is darkened until it can be read; a line has the `brand_colour` as it is. `country` is that of
    the customer: it tells which form of a Chinese sign to print. `look` is the layout, with the columns that it has;
    `table` replaces the lines, for an account. If there are `groups`, they have all the lines. A Swiss
    `bill` is printed in place of the `code`, and either of them in place of a code of the page. `supply` is the first
    and last instant of what was supplied.
    """

    issuer: Party
    customer: Party
    number: str
    issued_at: int
    currency: str
    lines: tuple[Line, ...]
    totals: tuple[TotalRow, ...]
    amount_due: int | None
    amount_paid: int = 0
    amount_remaining: int | None = None
    after_due: tuple[TotalRow, ...] = ()
    remarks: tuple[str, ...] = ()
    due_at: int | None = None
    supply: tuple[int, int] | None = None
    ship_to: Party | None = None
    custom_fields: tuple[tuple[str, str], ...] = ()
    memo: str | None = None
    footer: str | None = None
    payment_instructions: str | None = None
    code: ScannedCode | None = None
    bill: SwissBill | None = None
    groups: tuple[Group, ...] = ()
    hosted_url: str | None = None
    pays_online: bool = True
    mark: str | None = None
    withdrawn: str | None = None
    is_test: bool = False
    title: str | None = None
    number_label: str | None = None
    issued_label: str | None = None
    headline: str | None = None
    due_label: str | None = None
    customer_label: str | None = None
    accent_colour: str | None = None
    brand_colour: str | None = None
    logo: Logo | None = None
    locale: str = "en_US"
    country: str | None = None
    time_zone: str = "UTC"
    page_size: Literal["letter", "a4"] = "letter"
    look: Look = USUAL
    table: Table | None = None


_SCREEN_PIXELS_PER_INCH = 110


def render(document: InvoiceDocument) -> bytes:
    """The PDF. The same document gives the same bytes as long as layout, fonts and typesetter are the same.

    Takes a few milliseconds of one processor a page. Raises ZoneInfoNotFoundError for an unknown time zone.
    """
    return typeset("invoice.typ", _printed(document), dated=document.issued_at, logo=_drawing(document))


async def render_async(document: InvoiceDocument) -> bytes:
    """`render` in a thread of its own, so that the event loop goes on while the page is set."""
    return await asyncio.get_running_loop().run_in_executor(typesetting_threads(), render, document)


async def pictures_async(document: InvoiceDocument) -> list[bytes]:
    """The pages of the same paper as PNG pictures, made in a thread of their own."""
    return await asyncio.get_running_loop().run_in_executor(typesetting_threads(), as_pictures, document)


def as_pictures(document: InvoiceDocument) -> list[bytes]:
    """The pages of the same paper as PNG pictures, as large as a screen shows them."""
    return pictures("invoice.typ", _printed(document), pixels_per_inch=_SCREEN_PIXELS_PER_INCH, logo=_drawing(document))


def text_of(document: InvoiceDocument) -> str:
    """Everything that the paper says, in one text, to see which letters it needs."""
    return str(_texts(document, *labels_for(document.locale)))


def _drawing(document: InvoiceDocument) -> str:
    return document.logo.drawing() if document.logo is not None else ""


def _printed(document: InvoiceDocument) -> dict[str, Json]:
    """The values of the document as the strings that the layout places."""
    labels, locale = labels_for(document.locale)
    printed = _texts(document, labels, locale)
    return printed | {"fonts": list(families_for(str(printed), locale, document.country))}


def _texts(document: InvoiceDocument, labels: Labels, locale: str) -> dict[str, Json]:
    language = locale_of(locale)
    title = one_line(document.title or labels.invoice, _LONGEST_TITLE)
    writing = Writing(labels, locale, document.currency, document.time_zone, document.look)
    table = lines_table(document.lines, document.groups, writing)
    number, issuer = one_line(document.number, _LONGEST_NAME), one_line(document.issuer.name, _LONGEST_NAME)
    return {
        "language": language.language,
        "region": language.territory,
        "direction": direction_of(language_of(locale)),
        "layout": document.look.layout,
        "return_address": one_line(" · ".join([issuer, *document.issuer.address]), _LONGEST_RETURN_ADDRESS),
        "page_size": {"letter": "us-letter", "a4": "a4"}[document.page_size],
        "accent": readable_on(WHITE, _colour(document.accent_colour)),
        "brand": _colour(document.brand_colour or document.accent_colour),
        "logo_size": list(document.logo.size()) if document.logo is not None else None,
        "title": breakable(title),
        "test": labels.test if document.is_test else None,
        "document_title": f"{'TEST ' if document.is_test else ''}{title} {number}".strip(),
        "author": issuer,
        "issuer": breakable(issuer),
        "mark": one_line(document.mark, _LONGEST_TITLE) if document.mark else None,
        "facts": _facts(document, labels, locale),
        "parties": _parties(document, labels),
        "headline": breakable(document.headline or _headline(document, labels, locale)),
        "withdrawn": breakable(document.withdrawn) if document.withdrawn else None,
        "link": {**link} if (link := _link(document, labels)) is not None else None,
        "memo": breakable(document.memo or ""),
        **(own_table(document.table) if document.table is not None else table),
        "totals": _totals(document, writing),
        "remarks": [breakable(remark) for remark in document.remarks],
        "instructions_heading": labels.how_to_pay,
        "instructions": breakable(document.payment_instructions or "") if _asks_payment(document) else "",
        **_codes(document, labels, locale),
        "footer": breakable(document.footer or ""),
        "footer_is_short": _is_short(document.footer or ""),
        "running": breakable(" · ".join(filter(None, [number, issuer]))),
        "page": labels.page,
    }


def _remaining(document: InvoiceDocument) -> int:
    if document.amount_remaining is None:
        return (document.amount_due or 0) - document.amount_paid
    return document.amount_remaining


def _is_short(footer: str) -> bool:
    """Whether a footer fits well on any page, so that it can be kept in one piece."""
    return len(footer) <= _SHORT_FOOTER and footer.count("\n") <= _SHORT_FOOTER_LINES


def _asks_payment(document: InvoiceDocument) -> bool:
    return document.mark is None and document.withdrawn is None and _remaining(document) > 0


def _headline(document: InvoiceDocument, labels: Labels, locale: str) -> str:
    if not _asks_payment(document):
        return display.money(document.amount_due or 0, document.currency, locale)
    amount = display.money(_remaining(document), document.currency, locale)
    if document.due_at is None:
        return labels.due_now.format(amount=amount)
    return labels.due_by.format(amount=amount, date=display.day(document.due_at, document.time_zone, locale))


def _link(document: InvoiceDocument, labels: Labels) -> dict[str, str] | None:
    """The link to the hosted page; None for an address that is no plain web address."""
    if not document.hosted_url or not _WEB_ADDRESS.fullmatch(document.hosted_url):
        return None
    pays = document.pays_online and _asks_payment(document)
    words = labels.pay_online if pays else labels.view_online
    return {"words": words, "address": document.hosted_url}


def _codes(document: InvoiceDocument, labels: Labels, locale: str) -> dict[str, Json]:
    """The one code to scan: the Swiss bill, else the transfer, else the page. A phone would confuse two."""
    none: dict[str, Json] = {"bill": None, "code": None, "page_code": None}
    if not _asks_payment(document):
        return none
    if document.bill is not None:
        return none | {"bill": printed_bill(document.bill, locale)}
    if (code := _transfer_code(document)) is not None:
        return none | {"code": code}
    link = _link(document, labels)
    if link is None or not document.look.page_code:
        return none
    return none | {"page_code": {"drawing": page_code(link["address"]), "label": link["words"]}}


def _transfer_code(document: InvoiceDocument) -> Json:
    if document.code is None:
        return None
    transfer = document.code
    code = transfer_code(
        transfer.accounts, transfer.amount, document.currency, transfer.reference, is_test=document.is_test
    )
    if code is None:
        return None
    drawing = code.svg_inline(scale=1, border=0, dark="#000", omitsize=True)
    return {"drawing": drawing, "label": transfer.label}


def _facts(document: InvoiceDocument, labels: Labels, locale: str) -> list[Json]:
    facts = [
        (document.number_label or labels.number, document.number),
        (document.issued_label or labels.issued, display.day(document.issued_at, document.time_zone, locale)),
    ]
    if document.supply is not None:
        label = supply_label(labels, document.supply, document.time_zone)
        facts.append((label, display.period(*document.supply, document.time_zone, locale)))
    if document.due_at is not None:
        facts.append((labels.due, display.day(document.due_at, document.time_zone, locale)))
    facts.extend(document.custom_fields)
    return [[breakable(name), breakable(value)] for name, value in facts]


def _parties(document: InvoiceDocument, labels: Labels) -> list[Json]:
    shown = [(labels.issuer, document.issuer), (document.customer_label or labels.bill_to, document.customer)]
    if document.ship_to is not None:
        shown.append((labels.ship_to, document.ship_to))
    return [
        {
            "heading": heading,
            "name": breakable(party.name),
            "address": _printed_lines(party.address),
            "contact": _printed_lines((party.email, party.phone, *party.tax_ids)),
        }
        for heading, party in shown
    ]


def _printed_lines(lines: Iterable[str | None]) -> list[Json]:
    return [breakable(line) for line in lines if line and printable(line)]


def _totals(document: InvoiceDocument, writing: Writing) -> list[Json]:
    """The caller's rows, the amount due, and what was paid of it; `strong` marks the row that counts."""
    part_paid = document.amount_paid != 0
    rows = [(row, False) for row in document.totals]
    if document.amount_due is None:
        return [{**writing.row(row), "strong": strong} for row, strong in rows]
    rows.append((TotalRow(document.due_label or writing.labels.amount_due, document.amount_due), not part_paid))
    if part_paid:
        rows.append((TotalRow(writing.labels.amount_paid, -document.amount_paid), False))
        rows.append((TotalRow(writing.labels.amount_remaining, _remaining(document)), True))
    rows.extend((row, False) for row in document.after_due)
    return [{**writing.row(row), "strong": strong} for row, strong in rows]


def _colour(given: str | None) -> str:
    return given if given is not None and is_colour(given) else INK
