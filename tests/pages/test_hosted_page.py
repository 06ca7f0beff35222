"""The hosted invoice page as a browser and a screen reader meet it."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from tests.pages.document import Element, read
from tests.pages.hosted_invoice import BUYER, DAY, DUE, ISSUED, a_line, a_page, a_statement, a_tax

from billhook.documents.statement import Deduction, Party, PaymentMeans, TaxAmount
from billhook.hosted.mandate_words import MandateDetails
from billhook.hosted.page_state import Attempt, IncomingPayment, PaymentProblem
from billhook.hosted.pages import PAGE_HEADERS, STATIC_FILES, invoice_page, mandate_page, not_found_page
from billhook.hosted.presenting import present
from billhook.kernel.address import Address
from billhook.kernel.tax_number import TaxNumber

BY_CARD = Attempt(status="requires_payment_method", methods=("card",))
CONFIRM = "https://pay.quillthorn.example/authenticate/acct_1/test_secret/pi_1"

MANDATE = MandateDetails(
    locale="en_US",
    words="You authorise Quill & Thorn to debit your account.",
    entries=(
        ("Creditor", "Quill & Thorn"), ("Account holder", ""), ("Account", "•••• 3000"),
        ("Reference", "ABCDEFGH12345678"), ("For", "one payment of €1,488.00"),
    ),
    is_active=True,
    livemode=False,
)  # fmt: skip

(COPY,) = (path for path in STATIC_FILES if path.endswith(".js"))
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)"> \' & {{ 7*7 }} \u202eevil مرحبا 🪓'


def html(now: int = ISSUED, page: dict[str, Any] | None = None, **changes: Any) -> bytes:
    return invoice_page(present(a_statement(**changes), a_page(**(page or {})), now=now))


def attempted(attempt: Attempt = BY_CARD, **changes: Any) -> dict[str, Any]:
    """The state of a page after an attempt."""
    return {"attempt": replace(attempt, **changes)}


def declined(message: str) -> PaymentProblem:
    return PaymentProblem("card_declined", None, message)


def hostile_html() -> bytes:
    address = Address(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    tax_ids = (TaxNumber(HOSTILE, HOSTILE), TaxNumber("", HOSTILE))
    party = Party(HOSTILE, address, HOSTILE, HOSTILE, tax_ids)
    tax = a_tax(HOSTILE, "1", jurisdiction=HOSTILE)
    return html(
        page={
            **attempted(problem=declined(HOSTILE)),
            "typed": {"name": HOSTILE, "expiry": HOSTILE, "number": HOSTILE, "cvc": HOSTILE},
            "problems": {"": HOSTILE, "number": HOSTILE, "name": HOSTILE},
        },
        issuer=party,
        customer=party,
        ship_to=party,
        means=PaymentMeans(HOSTILE * 40, (), None),
        lines=tuple(
            a_line(
                description=f"{HOSTILE} {'w' * 500} {i}",
                discounts=(Deduction(HOSTILE, None, 1),),
                taxes=(tax,),
            )
            for i in range(250)
        ),
        discounts=(Deduction(HOSTILE, None, 6_000),),
        taxes=(TaxAmount(tax, 124_000, 24_800),),
        number=HOSTILE,
        custom_fields=((HOSTILE, HOSTILE),) * 4,
        memo=(HOSTILE * 60)[:5000],
    )


VISA = {"type": "card", "card": {"brand": "visa", "last4": "4242"}}
PAGES = {
    "open": html(),
    "test": html(is_test=True),
    "past due": html(now=DUE + 2 * DAY),
    "paid": html(status="paid", amount_paid=148_800, amount_remaining=0, paid_at=ISSUED),
    "void": html(status="void", voided_at=ISSUED),
    "uncollectible": html(status="uncollectible", marked_uncollectible_at=ISSUED),
    "hostile": hostile_html(),
    "bare": html(
        page={"pdf_url": None},
        issuer=Party("Quill & Thorn"),
        customer=replace(BUYER, address=None),
        means=PaymentMeans(None, (), None),
        lines=(),
        memo=None,
        custom_fields=(),
    ),
    "by card": html(page=attempted(), is_test=True),
    "card refused": html(
        page={
            **attempted(save="offer"),
            "typed": {"number": "4242424242424241", "expiry": "01 / 31", "cvc": "123", "name": "Ada", "save": "yes"},
            "problems": {"number": "Your card number is incorrect."},
        }
    ),
    "declined": html(page=attempted(problem=declined("Your card was declined."), save="never")),
    "to confirm": html(page=attempted(status="requires_action", confirm_url=CONFIRM)),
    "processing": html(page=attempted(status="processing")),
    "paid by card": html(
        page={
            **attempted(status="succeeded"),
            "payments": (IncomingPayment(ISSUED, 48_800), IncomingPayment(ISSUED + DAY, 100_000, VISA)),
        },
        status="paid",
        amount_paid=148_800,
        amount_remaining=0,
        paid_at=ISSUED + DAY,
    ),
    "by debit": html(page=attempted(methods=("card", "sepa_debit", "us_bank_account"))),
    "debit refused": html(
        page={
            **attempted(methods=("card", "sepa_debit"), save="offer"),
            "typed": {"method": "sepa_debit", "iban": "DE1", "name": "Ada", "email": "ada@example.com"},
            "problems": {"iban": "The IBAN you provided is invalid."},
        }
    ),
    "mandate": mandate_page(MANDATE),
    "not found": not_found_page(),
}
EVERY_PAGE = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())


def page(name: str) -> Element:
    return read(PAGES[name])


@pytest.mark.parametrize(
    ("name", "badge", "payable"),
    [
        ("open", "Status: Open", True),
        ("past due", "Status: Past due", True),
        ("paid", "Status: Paid", False),
        ("void", "Status: Void", False),
        ("uncollectible", "Status: Unpaid", True),
    ],
)
def test_each_state_says_itself_and_offers_payment_only_where_it_is_due(name: str, badge: str, payable: bool) -> None:
    document = page(name)
    assert document.one("p", class_="badge").text == badge
    assert ("IBAN AT61 1904 3002 3457 3201" in document.text) is payable
    assert document.one("a", class_="button").attributes["href"] == "/i/tok123/pdf"


def test_what_a_payer_looks_for_is_there() -> None:
    document = page("open")
    assert document.one("title").text == "Invoice HEDGE-0042 from Quill & Thorn"
    assert document.one("h1").text == "Invoice HEDGE-0042"
    assert document.one("p", class_="headline").text == "Amount due €1,488.00 Due December 22, 2026"
    for text in ("Hedgerow Books Ltd", "Lindengasse 7", "Thank you for your order.", "PO-118", "VAT (20%)"):
        assert text in document.text
    cells = [cell.text for cell in document.one("tbody").all("td")]
    assert cells == ["Typesetting", "312", "€3.00", "€936.00"]
    totals = {row.one("dt").text: row.one("dd").text for row in document.one("dl", class_="totals").children}
    assert totals["Amount due"] == "€1,488.00"
    assert totals["VAT (20%) on €1,240.00"] == "€248.00"


def test_the_footer_is_for_the_pdf_alone() -> None:
    # Stripe prints it on PDFs only (invoicing.md §10.3).
    assert "Registered in Vienna" not in page("open").text


def test_without_instructions_the_payer_is_told_whom_to_ask() -> None:
    document = read(html(means=PaymentMeans(None, (), None)))
    section = document.one("section", aria_labelledby="how-to-pay")
    assert "Please ask Quill & Thorn how to pay this invoice: billing@quillthorn.example" in section.text
    assert "Please ask Quill & Thorn how to pay this invoice." in page("bare").text


class TestTheCardForm:
    """Only what is owed and can be paid by card has one."""

    @pytest.mark.parametrize("name", ["open", "processing", "paid by card", "void", "bare"])
    def test_there_is_none(self, name: str) -> None:
        assert page(name).all("form") == []

    @pytest.mark.parametrize("state", ["paid", "void"])
    def test_nor_where_nothing_is_owed(self, state: str) -> None:
        moments = {"paid_at": ISSUED, "voided_at": ISSUED}
        assert read(html(page=attempted(), status=state, **moments)).all("form") == []
        assert read(html(page=attempted(), amount_remaining=0)).all("form") == []

    def test_it_asks_for_what_remains(self) -> None:
        form = read(html(page=attempted(), amount_paid=48_800, amount_remaining=100_000)).one("form")
        assert form.one("button").text == "Pay €1,000.00"
        assert form.one("input", name="amount").attributes["value"] == "100000"

    def test_browsers_and_readers_know_its_fields(self) -> None:
        form = page("by card").one("form")
        labels = {label.attributes["for"]: label.text for label in form.all("label")}
        assert labels == {
            "card-number": "Card number",
            "card-expiry": "Expires",
            "card-cvc": "Security code",
            "card-name": "Name on card (optional)",
        }
        fields = {each.attributes["id"]: each.attributes for each in form.all("input") if "id" in each.attributes}
        completed = {name: field["autocomplete"] for name, field in fields.items()}
        assert completed == {
            "card-number": "cc-number", "card-expiry": "cc-exp", "card-cvc": "cc-csc", "card-name": "cc-name",
        }  # fmt: skip
        assert "4242 4242 4242 4242" in form.text

    def test_what_is_wrong_stands_at_its_field(self) -> None:
        document = page("card refused")
        number = document.one("input", name="number").attributes
        assert number["aria-invalid"] == "true"
        assert document.one("p", id=number["aria-describedby"]).text == "Your card number is incorrect."
        assert document.one("p", role="alert").text == "Nothing has been paid yet. Please check the marked fields."
        assert "aria-invalid" not in document.one("input", name="cvc").attributes

    def test_number_and_security_code_are_never_sent_back(self) -> None:
        values = {
            each.attributes.get("name"): each.attributes.get("value") for each in page("card refused").all("input")
        }
        assert values == {
            "method": "card", "amount": "148800", "number": "", "expiry": "01 / 31", "cvc": "", "name": "Ada",
            "save": "yes",
        }  # fmt: skip
        assert "4242424242424241" not in page("card refused").text

    def test_keeping_the_card_is_said_offered_or_not_a_matter(self) -> None:
        assert "Quill & Thorn will save your card for future payments." in page("by card").text
        box = page("card refused").one("input", type="checkbox")
        assert (box.attributes["name"], "checked" in box.attributes) == ("save", True)
        assert page("declined").all("input", type="checkbox") == []
        assert "later payments" not in page("declined").text

    def test_other_ways_to_pay_stand_beside_it(self) -> None:
        assert page("by card").one("section", aria_labelledby="how-to-pay").one("h2").text == "Pay in another way"
        alone = read(html(page=attempted(), means=PaymentMeans(None, (), None)))
        assert alone.all("section", aria_labelledby="how-to-pay") == []


class TestTheDebitForms:
    """An account is debited by a mandate, which the payer gives with the payment."""

    def test_the_first_form_is_open_and_the_others_are_folded_away(self) -> None:
        document = page("by debit")
        assert [form.one("input", name="method").attributes["value"] for form in document.all("form")] == [
            "card", "sepa_debit", "us_bank_account",
        ]  # fmt: skip
        assert ["open" in details.attributes for details in document.one("main").all("details")] == [False, False]
        assert [summary.text for summary in document.one("main").all("summary")] == [
            "Pay by SEPA debit", "Pay from a US bank account",
        ]  # fmt: skip

    def test_what_is_agreed_to_stands_before_the_button(self) -> None:
        text = page("by debit").one("section", aria_labelledby="pay-by-sepa_debit").text
        assert "By paying you authorise Quill & Thorn" in text
        assert text.index("within eight weeks") < text.index("Pay €1,488.00")
        assert (
            "within eight weeks" not in page("by debit").one("section", aria_labelledby="pay-by-us_bank_account").text
        )

    def test_what_was_wrong_opens_the_form_again_without_the_number(self) -> None:
        document = page("debit refused")
        assert "open" in document.one("main").one("details").attributes
        iban = document.one("input", name="iban").attributes
        assert (iban["value"], iban["aria-invalid"]) == ("", "true")
        assert document.one("p", id=iban["aria-describedby"]).text == "The IBAN you provided is invalid."
        assert document.one("input", name="email").attributes["value"] == "ada@example.com"
        # The other form asks the same of nobody.
        assert document.one("input", id="card-name").attributes["value"] == ""

    def test_what_came_in_is_named(self) -> None:
        debit = {"type": "sepa_debit", "sepa_debit": {"last4": "3000"}}
        account = {"type": "us_bank_account", "us_bank_account": {"last4": "6789"}}
        receipt = "https://bill.example.com/receipts/acct_1/test_1/ch_1"
        came = (IncomingPayment(ISSUED, 100, debit), IncomingPayment(ISSUED, 100, account, receipt))
        shown = read(html(page={"payments": came}, amount_paid=200)).one("section", aria_labelledby="payments")
        assert "SEPA debit •••• 3000" in shown.text
        assert "Bank account •••• 6789" in shown.text
        assert [link.attributes["href"] for link in shown.all("a")] == ["/receipts/acct_1/test_1/ch_1"]

    def test_a_mandate_says_who_may_debit_what(self) -> None:
        text = page("mandate").text
        for part in ("You authorise Quill & Thorn", "•••• 3000", "ABCDEFGH12345678", "one payment of €1,488.00"):
            assert part in text
        assert "no longer active" not in text


@pytest.mark.parametrize(
    ("name", "notice"),
    [
        ("declined", "The last payment did not go through Your card was declined. You have not been charged."),
        (
            "processing",
            "Your payment is being processed Nothing more is needed from you. Reload this page to see the outcome; "
            "banks can take some days.",
        ),
        (
            "to confirm",
            "Confirm your payment Your bank asks you to confirm this payment. You can also pay in another way. "
            "Go to the bank’s page",
        ),
    ],
)
def test_how_the_last_attempt_stands_is_said_first(name: str, notice: str) -> None:
    assert page(name).one("div", role="note").text == notice


def test_the_bank_is_a_click_away() -> None:
    link = page("to confirm").one("div", role="note").one("a")
    assert link.attributes["href"] == "/authenticate/acct_1/test_secret/pi_1"


def test_what_came_in_is_listed() -> None:
    rows = page("paid by card").one("ul", class_="received").all("li")
    assert [row.text for row in rows] == [
        "Payment November 22, 2026 €488.00",
        "Visa •••• 4242 November 23, 2026 €1,000.00",
    ]
    assert page("paid by card").all("div", role="note") == []


def test_a_test_invoice_says_that_no_real_money_is_due() -> None:
    assert page("test").one("p", class_="test").text == "Test invoice: no real money is due"
    assert page("open").all("p", class_="test") == []


def test_foreign_text_is_shown_as_it_is_and_stays_text() -> None:
    document = page("hostile")
    shown = " ".join(HOSTILE.split())
    assert document.one("h1").text == f"Invoice {shown}"
    # Each of the 250 lines with its discount in a row of its own.
    assert len(document.one("tbody").all("tr")) == 500
    assert document.all("img") == []
    assert [each.attributes["src"] for each in document.all("script")] in ([], [COPY])
    assert "49" not in document.one("h1").text
    for element in document.all("*"):
        assert not [name for name in element.attributes if name.startswith("on")]


def test_foreign_text_keeps_its_direction_to_itself() -> None:
    """A right-to-left override in a name may not turn the figures and words around it."""

    def isolated(element: Element) -> bool:
        ancestors = [element]
        while ancestors[-1].parent is not None:
            ancestors.append(ancestors[-1].parent)
        return any(each.tag == "bdi" or each.attributes.get("dir") == "auto" for each in ancestors)

    leaves = [each for each in page("hostile").one("body").all("*") if not each.children]
    holders = [each for each in leaves if "\u202e" in each.text]
    assert len(holders) > 270
    assert [each.tag for each in holders if not isolated(each)] == []


def test_long_prose_can_be_scrolled_with_the_keyboard() -> None:
    boxes = page("hostile").all("div", class_="prose-long")
    assert [box.attributes["aria-label"] for box in boxes] == ["Payment instructions", "Memo"]
    for box in boxes:
        assert (box.attributes["tabindex"], box.attributes["role"]) == ("0", "region")
    assert page("open").all("div", class_="prose-long") == []


@EVERY_PAGE
def test_nothing_is_fetched_from_elsewhere_and_nothing_runs(page: bytes) -> None:
    document = read(page)
    for tag in ("iframe", "object", "embed", "style", "img"):
        assert document.all(tag) == []
    # The one script adds buttons that copy, and stands in no page.
    assert [(each.attributes["src"], each.text) for each in document.all("script")] in ([], [(COPY, "")])
    for form in document.all("form"):
        assert (form.attributes["method"], form.attributes["action"]) == ("post", "/i/tok123/pay")
    for element in document.all("*"):
        assert "style" not in element.attributes
        for name in ("src", "href", "action"):
            value = element.attributes.get(name, "/")
            assert re.match(r"/(?!/)|#|\?locale=|mailto:|tel:", value), value
    for link in document.all("link"):
        assert link.attributes["href"] in STATIC_FILES


@EVERY_PAGE
def test_structure_for_those_who_do_not_see_it(page: bytes) -> None:
    document = read(page)
    assert document.one("html").attributes["lang"] == "en"
    assert document.one("title").text
    assert len(document.all("main")) == 1
    levels = [int(each.tag[1]) for each in document.all("*") if re.fullmatch("h[1-6]", each.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    names = [each.attributes["id"] for each in document.all("*") if "id" in each.attributes]
    assert len(names) == len(set(names))
    labels = {each.attributes.get("aria-labelledby") for each in document.all("*")}
    assert labels <= {None, *names}
    for drawing in document.all("svg"):
        assert drawing.attributes["aria-hidden"] == "true"
    for link in document.all("a"):
        assert link.text


def test_the_lines_are_a_table_also_when_drawn_as_a_list() -> None:
    table = page("open").one("table")
    assert table.attributes["role"] == "table"
    assert table.one("caption").text == "Lines of this invoice"
    assert [cell.text for cell in table.all("th", scope="col", role="columnheader")] == [
        "Description",
        "Quantity",
        "Unit price",
        "Amount",
    ]
    assert all(row.attributes["role"] == "row" for row in table.all("tr"))
    assert all(cell.attributes["role"] == "cell" for cell in table.all("td"))


def test_an_invoice_without_lines_says_so() -> None:
    assert "This invoice has no lines." in page("bare").text
    assert page("bare").all("table") == []


def test_an_unknown_address_is_answered_kindly() -> None:
    document = page("not found")
    assert document.one("h1").text == "We can’t find this invoice"
    assert "ask the business that sent you the invoice for a new link" in document.text


def test_the_headers_keep_the_page_private() -> None:
    assert PAGE_HEADERS["Cache-Control"] == "private, no-store"
    assert PAGE_HEADERS["Referrer-Policy"] == "no-referrer"
    assert PAGE_HEADERS["X-Content-Type-Options"] == "nosniff"
    assert PAGE_HEADERS["X-Robots-Tag"].startswith("noindex")
    policy = dict(rule.split(" ", 1) for rule in PAGE_HEADERS["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert not [name for name in PAGE_HEADERS if name.lower() == "set-cookie"]


def test_the_same_invoice_gives_the_same_bytes() -> None:
    assert html() == html()
