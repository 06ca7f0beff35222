"""The payer's pages in every language that documents have: nothing is missing, nothing stays in English."""

from dataclasses import replace
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.document import Element, read
from tests.pages.hosted_invoice import DAY, DUE, ISSUED, a_page, a_statement

from billhook.hosted.page_state import Attempt, IncomingPayment, PaymentProblem
from billhook.hosted.pages import invoice_page, not_found_page, unavailable_page
from billhook.hosted.pay_forms import FORMS
from billhook.hosted.presenting import present
from billhook.hosted.words.catalogue import accepted_locales, page_locale, words_for
from billhook.hosted.words.english import ENGLISH
from billhook.kernel.display import money
from billhook.kernel.languages import LANGUAGES
from billhook.kernel.translations import Words

OTHERS = [language for language in LANGUAGES if language != "en"]
EVERY_OTHER = pytest.mark.parametrize("language", OTHERS)


def shown(locale: str, *, attempt: Attempt | None = None, now: int = ISSUED, **changes: Any) -> Element:
    payments = (IncomingPayment(ISSUED, 100), IncomingPayment(ISSUED, 100, {"type": "customer_balance"}))
    page = a_page(locale=locale, attempt=attempt or Attempt(methods=tuple(FORMS)), payments=payments)
    return read(invoice_page(present(a_statement(is_test=True, **changes), page, now=now)))


STATES: list[dict[str, Any]] = [
    {},
    {"now": DUE + 2 * DAY, "amount_paid": 100},
    {"status": "paid", "paid_at": ISSUED, "amount_paid": 100, "starting_balance": -5, "ending_balance": -5},
    {"status": "paid", "paid_at": ISSUED, "overpaid": 5, "credited_after": 5},
    {"status": "void", "voided_at": ISSUED},
    {"status": "uncollectible", "marked_uncollectible_at": ISSUED, "lines": ()},
    {"attempt": Attempt("processing")},
    {"attempt": Attempt("requires_action", confirm_url="https://pay.example/x")},
    {"attempt": Attempt(problem=PaymentProblem("card_declined", None, "Your card was declined."), save="offer")},
]


@EVERY_OTHER
@pytest.mark.parametrize("state", STATES, ids=range(len(STATES)))
def test_no_english_sentence_is_left_on_a_page(language: str, state: dict[str, Any]) -> None:
    document = shown(language, **state)
    root = document.one("html").attributes
    assert (root["lang"], root["dir"]) == (language, "rtl" if language in ("ar", "he") else "ltr")
    page = " ".join(document.text.split())
    english = [text for _, text in Words("page", ENGLISH).texts() if len(text.split()) > 2]
    longest = [max((part for part, *_ in Formatter().parse(text)), key=len).strip() for text in english]
    assert [part for part in longest if len(part.split()) > 2 and part in page] == []
    assert "Your card was declined" not in page
    assert " ".join(money(148_800, "eur", language).split()) in page


@EVERY_OTHER
def test_pages_of_no_invoice_are_in_the_browser_s_language(language: str) -> None:
    words = words_for(language).lost
    assert read(not_found_page(language)).one("h1").text == words.not_found
    assert read(unavailable_page(language)).one("h1").text == words.unavailable


@pytest.mark.parametrize(
    ("header", "locales"),
    [
        ("", []),
        ("de", ["de"]),
        ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", ["fr-CH", "fr", "en", "de"]),
        ("en;q=0.2,nl;q=0.9", ["nl", "en"]),
        ("de;q=0, it", ["it"]),
        ("de;q=x, it;level=1, es ; q = 0.5", ["es"]),
        ("de;q=2, de;q=-1, de;q=nan", []),
    ],
)
def test_a_browser_says_what_it_reads_best(header: str, locales: list[str]) -> None:
    assert accepted_locales(header) == locales


@given(st.text(max_size=2_000))
def test_no_header_breaks_a_page(header: str) -> None:
    assert page_locale(header, issuer="de")


@pytest.mark.parametrize(
    ("known", "accepted", "issuer", "locale"),
    [
        (("fr",), "it", "de", "fr"),
        (("th", "nl"), "it", "de", "nl"),
        ((), "it-CH,de", "de", "it_CH"),
        (("th",), "bg, tlh, pt-BR", "de", "pt_BR"),
        ((), "", "de-AT", "de_AT"),
        ((), "xx", "de", "de"),
        ((), "th", "th", "en_US"),
    ],
)
def test_the_customer_s_language_comes_before_the_browser_s_and_the_issuer_s(
    known: tuple[str, ...], accepted: str, issuer: str, locale: str
) -> None:
    assert page_locale(accepted, known=known, issuer=issuer) == locale


def fetched(server: Server, url: str, accepted: str) -> Element:
    path = url.partition("?")[0].removeprefix(server.url)
    return read(server.request("GET", path, key=None, headers={"Accept-Language": accepted}).body)


def test_a_payer_reads_their_own_language(server: Server, shop: Shop) -> None:
    german = shop.invoice("open", customer=shop.customer(preferred_locales=["de"]))
    assert fetched(server, german.hosted_invoice_url, "fr").one("h1").text == f"Rechnung {german.number}"
    anybody = shop.invoice("open")
    assert fetched(server, anybody.hosted_invoice_url, "fr-BE, en").one("h1").text == f"Facture {anybody.number}"
    assert fetched(server, anybody.hosted_invoice_url, "th").one("h1").text == f"Invoice {anybody.number}"


def test_what_is_wrong_with_a_form_is_said_in_the_language_of_the_page(server: Server, shop: Shop) -> None:
    invoice = shop.invoice("open", customer=shop.customer(preferred_locales=["de"]))
    path = invoice.hosted_invoice_url.partition("?")[0].removeprefix(server.url)
    form = b"method=card&amount=12000&number=4242424242424241&expiry=13%2F99&cvc="
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = server.request("POST", f"{path}/pay", form, key=None, headers=headers)
    assert answer.status == 422
    words = words_for("de").forms
    wrong = [each.text for each in read(answer.body).all("p", class_="wrong")]
    assert wrong == [
        words.errors["incorrect_number"],
        words.errors["invalid_expiry_month"],
        words.methods["card"].fields["cvc"].empty,
    ]


def test_a_decline_is_told_in_the_language_of_the_page() -> None:
    problem = PaymentProblem("card_declined", "insufficient_funds", "Your card has insufficient funds.")
    page = present(a_statement(), a_page(locale="de", attempt=Attempt(problem=problem)), now=ISSUED)
    assert page.notice is not None
    assert page.notice.text.startswith(words_for("de").forms.errors["insufficient_funds"])
    unknown = replace(problem, code="new_code", decline_code=None)
    page = present(a_statement(), a_page(locale="de", attempt=Attempt(problem=unknown)), now=ISSUED)
    assert page.notice is not None
    assert page.notice.text.startswith(words_for("de").forms.declined)


def test_a_payer_can_choose_another_language(server: Server, shop: Shop) -> None:
    invoice = shop.invoice("open", customer=shop.customer(preferred_locales=["de"]))
    path = invoice.hosted_invoice_url.removeprefix(server.url).partition("?")[0]

    def opened(query: str) -> Element:
        return read(server.request("GET", f"{path}{query}", key=None).body)

    assert opened("").one("html").attributes["lang"] == "de"
    offered = [link.attributes["href"] for link in opened("").one("footer").all("a")]
    assert [f"?locale={language}" for language in LANGUAGES] == [at for at in offered if at.startswith("?")]
    chosen = opened("?locale=ja")
    assert chosen.one("html").attributes["lang"] == "ja"
    # The form keeps it, and so does the way back.
    assert {form.attributes["action"] for form in chosen.all("form")} == {f"{path}/pay?locale=ja"}
    back = server.request("GET", f"{path}/pay?locale=ja", key=None)
    assert (back.status, back.headers["location"]) == (303, f"{path}?locale=ja")
    for nonsense in ("?locale=xx", "?locale=%00", "?locale=" + "a" * 2_000, "?locale=de%22%3E"):
        assert opened(nonsense).one("html").attributes["lang"] == "de"


def test_credit_notes_are_on_the_page(server: Server, shop: Shop) -> None:
    invoice = shop.invoice("open", 1_000)
    assert (
        read(server.request("GET", invoice.hosted_invoice_url.removeprefix(server.url), key=None).body).all(
            "section", aria_labelledby="credit-notes"
        )
        == []
    )
    note = shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 300})
    page = read(server.request("GET", invoice.hosted_invoice_url.removeprefix(server.url), key=None).body)
    row = page.one("section", aria_labelledby="credit-notes").one("li")
    assert row.one("a").attributes["href"] == note.pdf.removeprefix(server.url)
    assert "-$3.00" in row.text
    assert f"Credit note {note.number}" in row.text
