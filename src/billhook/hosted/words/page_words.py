"""Which words the payer's pages have. Braces stand for values: `{business}`, `{amount}`, `{date}`, `{number}` …

A value keeps its own direction and is never markup: templates place it in a `<bdi>` (`pages.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """A matter that the payer must know before anything else; `action` names the link that it leads to."""

    title: str
    text: str
    action: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceWords:
    """The hosted invoice page. `badges` are by state; `to` heads the customer, whose address may be another's."""

    title: str
    test: str
    test_detail: str
    status: str
    badges: Mapping[str, str]
    due: str
    was_due: str
    paid: str
    nothing_to_pay: str
    voided: str
    part_paid: str
    newer: NoticeWords
    void: NoticeWords
    processing: NoticeWords
    confirm: NoticeWords
    away: NoticeWords
    awaited: NoticeWords
    failed: NoticeWords
    unpaid: NoticeWords
    download: str
    other_ways: str
    instructions: str
    ask_how: str
    reference: str
    details: str
    to: str
    memo: str
    lines: str
    no_lines: str
    item: str
    quantity: str
    totals: str
    tax_base: str
    credit_brought: str
    balance_brought: str
    credit_left: str
    balance_carried: str
    overpaid: str
    payments: str
    receipt: str
    download_receipt: str
    credit_note: str
    view_details: str
    language: str
    copy: str
    copied: str
    questions: str


@dataclass(frozen=True, slots=True)
class FieldWords:
    """A field of a form: its label, and what is said if nothing was typed (empty: it may be left out)."""

    label: str
    empty: str = ""
    placeholder: str | None = None


@dataclass(frozen=True, slots=True)
class MethodWords:
    """A form for one type of payment method: its fields by name, what can be typed in test mode, what is kept."""

    title: str
    fields: Mapping[str, FieldWords]
    try_with: str
    keep: str
    keeps: str


@dataclass(frozen=True, slots=True)
class FormWords:
    """The forms into which a payer types a card or a bank account.

    `methods` are by type of payment method, `errors` by the code of an error or decline of the API; `declined` is for
    all others.
    """

    methods: Mapping[str, MethodWords]
    optional: str
    pay: str
    wrong: str
    not_read: str
    changed: str
    not_a_date: str
    not_an_email: str
    errors: Mapping[str, str]
    declined: str


@dataclass(frozen=True, slots=True)
class MandateWords:
    """What the holder of a bank account agrees to. `authorises` and `by_paying` both go on with one of `terms`, which
    are by type of payment method."""

    title: str
    test: str
    authorises: str
    by_paying: str
    terms: Mapping[str, str]
    creditor: str
    holder: str
    account: str
    uses: str
    any_payments: str
    one_payment: str
    given: str
    inactive: str


@dataclass(frozen=True, slots=True)
class TransferWords:
    """Where to send a bank transfer, on the page of an invoice and on a page of its own."""

    title: str
    pay_business: str
    send: str
    received: str
    scan: str
    code: str
    test_account: str
    from_us: str
    from_elsewhere: str
    test: str
    thanks: str
    arrived: str
    over: str
    over_text: str


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """The receipt of a payment."""

    title: str
    test: str
    all_refunded: str
    part_refunded: str
    paid_on: str
    paid_with: str
    purpose: str
    refunded: str
    kept: str
    questions: str
    ask: str


@dataclass(frozen=True, slots=True)
class PortalWords:
    """The portal of a customer, and the page for a link to it that has expired. `newest` leads back from `older`."""

    title: str
    invoices: str
    details: str
    methods: str
    back: str
    nothing_open: str
    no_invoices: str
    no_payments: str
    older: str
    newest: str
    name: str
    phone: str
    line1: str
    line2: str
    postal_code: str
    city: str
    state: str
    country: str
    save: str
    saved: str
    tax_ids: str
    tax_type: str
    tax_value: str
    add: str
    remove: str
    default: str
    make_default: str
    no_methods: str
    fill_in: str
    too_long: str
    not_a_tax_id: str
    choose: str
    refused: str
    not_saved: str
    expired: str
    expired_text: str


@dataclass(frozen=True, slots=True)
class LinkWords:
    """The page for a link to an invoice that has expired. `ask` goes on with the contacts of the business."""

    ask: str
    explain: str
    send: str
    asked: str


@dataclass(frozen=True, slots=True)
class LostWords:
    """The pages for an address that leads nowhere and for a moment without a database."""

    not_found: str
    not_found_title: str
    incomplete: str
    ask_again: str
    unavailable: str
    unavailable_title: str
    try_again: str


@dataclass(frozen=True, slots=True)
class PageWords:
    """Every word of one language. `colon` stands before a list of contacts, `either` between two of them."""

    colon: str
    either: str
    invoice: InvoiceWords
    forms: FormWords
    mandate: MandateWords
    transfer: TransferWords
    receipt: ReceiptWords
    portal: PortalWords
    link: LinkWords
    lost: LostWords
