"""Every mail to customers as a sample, and one of them sent to oneself."""

from email.message import EmailMessage

import pytest
from tests.conftest import Server, run_billhook
from tests.pages.dashboard.mailbox import mails_to
from tests.pages.dashboard.signed_in import EMAIL, Visitor
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

from billhook.dashboard.settings.mail_samples import KINDS
from billhook.invoices.rules import letters
from billhook.invoices.rules.lifecycle import STATUSES
from billhook.payer_mails import sampling

PATH = "/settings/mails/samples"


def test_no_kind_of_mail_is_forgotten() -> None:
    named = {value for name, value in vars(letters).items() if name.isupper() and isinstance(value, str)}
    assert named - set(STATUSES) == set(sampling.KINDS) == set(dict(KINDS))


@pytest.mark.parametrize(
    ("kind", "subject", "attached"),
    [
        ("invoice", "Rechnung SAMPLE-0001 von", "Invoice-SAMPLE-0001.pdf"),
        ("receipt", "Zahlungsbeleg SAMPLE von", "Receipt-SAMPLE.pdf"),
        ("payment_failed", "SAMPLE-0001", ""),
        ("action_required", "", ""),
        ("refund", "", ""),
        ("statement", "Kontoauszug von", "Statement-USD-"),
        ("credit_note", "Rechnungskorrektur SAMPLE-0001-CN-01 von", "Credit-note-SAMPLE-0001-CN-01.pdf"),
    ],
)
def test_each_mail_is_shown_in_a_language(owner: Visitor, kind: str, subject: str, attached: str) -> None:
    seen = owner.get(f"{PATH}?kind={kind}&locale=de")
    assert subject in seen.page.text
    assert "[TEST]" in seen.page.text
    assert (attached in seen.page.text) if attached else "Attached" not in seen.page.text
    (frame,) = seen.page.all("iframe")
    assert "allow-scripts" not in frame.attributes["sandbox"]
    body = owner.get(frame.attributes["src"])
    assert body.page.one("html").attributes["lang"] == "de"
    assert "sandbox" in body.headers["content-security-policy"]
    assert "script-src" not in body.headers["content-security-policy"]


def test_a_sample_has_the_words_of_the_account(server: Server, owner: Visitor) -> None:
    texts = "mail_subjects=receipt de: Beleg {number}", "mail_greetings=*: Hello {customer}!"
    run_billhook(server, "settings", "set", *texts)
    try:
        seen = owner.get(f"{PATH}?kind=receipt&locale=de")
        assert "[TEST] Beleg SAMPLE" in seen.page.text
        (frame,) = seen.page.all("iframe")
        assert "Hello " in owner.get(frame.attributes["src"]).page.text
    finally:
        run_billhook(server, "settings", "unset", "mail_subjects", "mail_greetings")


def test_what_nobody_offers_is_the_invoice_in_the_language_of_the_account(owner: Visitor) -> None:
    seen = owner.get(f"{PATH}?kind=../x&locale=%3Cscript%3E")
    assert seen.status == 200
    assert "Invoice SAMPLE-0001 from" in seen.page.text


def test_a_sample_is_sent_to_oneself_alone(server: Server, owner: Visitor) -> None:
    before = query(server, "SELECT count(*) FROM invoice_mails")
    typed = {"kind": "refund", "locale": "fr", "address": "eve@example.com", "recipient": "eve@example.com"}
    seen = owner.follow(owner.send(PATH, typed))
    assert seen.page.one("p", role="status").text == f"A sample to {EMAIL} is on its way."

    def samples() -> list[EmailMessage]:
        return [mail for mail in mails_to(server, EMAIL) if "SAMPLE-0001" in str(mail.get_body(("plain",)))]

    eventually(lambda: bool(samples()), "the sample")
    (mail,) = samples()
    assert str(mail["Subject"]).startswith("[TEST] Remboursement")
    assert (len(mail["To"].addresses), mail["Cc"]) == (1, None)
    assert mails_to(server, "eve@example.com") == []
    assert query(server, "SELECT count(*) FROM invoice_mails") == before
