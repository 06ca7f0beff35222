"""What a letter to a payer says, by what it tells of, in every language."""

import re
from dataclasses import replace

import pytest

from billhook.invoices.rules import letters
from billhook.invoices.rules.letters import Said
from billhook.kernel.languages import LANGUAGES
from billhook.payer_mails.rules.wording import About, Worded, subject, worded

NOON_OF_NOVEMBER_22 = 1_795_348_800  # 2026-11-22 12:00:00 UTC
KINDS = (letters.CREDIT_NOTE, letters.PAYMENT_FAILED, letters.ACTION_REQUIRED, letters.REFUND)
IN_ENGLISH = About("Studio Nordlicht", "NL-1", "eur", "en_US", "UTC")


def in_english(kind: str, said: Said) -> Worded:
    return worded(kind, said, IN_ENGLISH, NOON_OF_NOVEMBER_22)


def test_a_credit_note_names_itself_and_what_it_corrects() -> None:
    said = in_english(letters.CREDIT_NOTE, Said(2_000, "NL-1-CN-01"))
    assert said == Worded(
        subject="Credit note NL-1-CN-01 from Studio Nordlicht",
        headline="€20.00 credited",
        sentences=("This credit note corrects invoice NL-1.", ""),
        action="View invoice",
        facts=(("Credit note number", "NL-1-CN-01"), ("Invoice number", "NL-1")),
        attached="The credit note is attached as a PDF.",
    )


def test_a_failed_payment_says_why_and_when_it_is_tried_again() -> None:
    later = NOON_OF_NOVEMBER_22 + 3 * 86_400
    declined = Said(
        2_000, next_attempt_at=later, code="card_declined", decline_code="expired_card",
        message="Your card has expired.",
    )  # fmt: skip
    said = in_english(letters.PAYMENT_FAILED, declined)
    assert said.subject == "Payment of invoice NL-1 from Studio Nordlicht failed"
    assert said.headline == "Your payment of €20.00 failed"
    assert said.sentences == (
        "Your card has expired. Please pay in another way.", "We will try again on November 25, 2026."
    )  # fmt: skip
    assert (said.action, said.attached) == ("Pay this invoice", "")
    assert said.facts == (("Invoice number", "NL-1"), ("Amount due", "€20.00"))
    # In another language the code is translated: the message of the API is English.
    german = worded(letters.PAYMENT_FAILED, declined, About("N", "NL-1", "eur", "de_DE", "UTC"), NOON_OF_NOVEMBER_22)
    assert "Your card" not in german.sentences[0]
    assert german.sentences[0].startswith("Die Karte ist abgelaufen.")
    assert "25. November 2026" in german.sentences[1]


def test_a_payment_that_failed_without_a_reason_or_another_attempt_invents_none() -> None:
    assert in_english(letters.PAYMENT_FAILED, Said(2_000)).sentences == ("Please pay in another way.", "")


def test_a_refund_says_how_much_when() -> None:
    said = in_english(letters.REFUND, Said(700))
    assert (said.subject, said.headline) == ("Refund from Studio Nordlicht", "€7.00 refunded on November 22, 2026")
    assert said.facts == (("Invoice number", "NL-1"), ("Amount", "€7.00"))
    card = {"type": "card", "card": {"brand": "visa", "last4": "4242"}}
    with_card = worded(letters.REFUND, Said(700), replace(IN_ENGLISH, paid_with=card), NOON_OF_NOVEMBER_22)
    assert with_card.facts[2] == ("Payment method", "Visa •••• 4242")


DECEMBER_1 = 1_796_083_200  # 2026-12-01 00:00:00 UTC
NOVEMBER = Said(0, since=DECEMBER_1 - 30 * 86_400, until=DECEMBER_1)


def test_a_statement_of_account_names_its_period_and_what_is_owed() -> None:
    said = in_english(letters.STATEMENT, replace(NOVEMBER, balances={"eur": 2_000}))
    assert said == Worded(
        subject="Statement of account from Studio Nordlicht",
        headline="€20.00 open on November 30, 2026",
        sentences=(
            "The statement lists what was invoiced and paid in this period.",
            "If you have already paid, you need not do anything.",
        ),
        action="",
        facts=(("Period", "Nov 1\u2009–\u200930, 2026"), ("Closing balance", "€20.00")),
        attached="The statement of account is attached as a PDF.",
    )


@pytest.mark.parametrize(
    ("balances", "headline"),
    [
        ({"eur": 0}, "Nothing is open on November 30, 2026"),
        ({"eur": -500, "usd": 0}, "Nothing is open on November 30, 2026"),
        ({"eur": 2_000, "usd": -100}, "€20.00 open on November 30, 2026"),
        ({"eur": 2_000, "usd": 100}, "Statement of account"),
    ],
)
def test_the_headline_of_a_statement_names_one_amount_or_none(balances: dict[str, int], headline: str) -> None:
    said = in_english(letters.STATEMENT, replace(NOVEMBER, balances=balances))
    assert said.headline == headline
    assert len(said.facts) == 1 + len(balances)
    assert ("PDFs" in said.attached) == (len(balances) > 1)
    assert bool(said.sentences[1]) == any(amount > 0 for amount in balances.values())


@pytest.mark.parametrize("kind", KINDS)
def test_each_letter_has_all_its_words_in_every_language(kind: str) -> None:
    said = Said(2_000, "NL-1-CN-01" if kind == letters.CREDIT_NOTE else None, NOON_OF_NOVEMBER_22, "card_declined")
    found = set()
    for language in LANGUAGES:
        about = About("Studio Nordlicht", "NL-1", "eur", language.replace("-", "_"), "UTC")
        words = worded(kind, said, about, NOON_OF_NOVEMBER_22)
        texts = (words.subject, words.headline, *words.sentences, words.action, *(label for label, _ in words.facts))
        assert all(texts), language
        assert re.findall(r"[{}]", " ".join(texts)) == [], language
        assert "Studio Nordlicht" in words.subject
        assert words.subject == subject(kind, said, about)
        found.add(words.headline)
    assert len(found) > len(LANGUAGES) // 2


def test_names_with_braces_are_text() -> None:
    hostile = About("{business.__class__} {number}", "{amount}", "eur", "en_US", "UTC")
    said = worded(letters.CREDIT_NOTE, Said(1, "{invoice}"), hostile, 0)
    assert said.subject == "Credit note {invoice} from {business.__class__} {number}"
    assert said.sentences[0] == "This credit note corrects invoice {amount}."


@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [
        (letters.INVOICE_ITSELF, "void", "the invoice was voided before its mail was sent"),
        (letters.INVOICE_ITSELF, "paid", None),
        (letters.PAYMENT_FAILED, "open", None),
        (letters.PAYMENT_FAILED, "uncollectible", None),
        (letters.PAYMENT_FAILED, "paid", "the invoice was paid before this mail was sent"),
        (letters.ACTION_REQUIRED, "void", "the invoice was void before this mail was sent"),
        (letters.CREDIT_NOTE, "void", None),
        (letters.REFUND, "paid", None),
        (letters.REMINDER_BEFORE, "open", None),
        (letters.REMINDER_OVERDUE, "paid", "the invoice was paid before this reminder was sent"),
        (letters.REMINDER_OVERDUE, "uncollectible", "the invoice was uncollectible before this reminder was sent"),
    ],
)
def test_what_nobody_has_to_read_any_more_is_not_sent(kind: str, status: str, reason: str | None) -> None:
    assert letters.pointless(kind, status) == reason
