"""Mails to payers that are not the invoice's own: the same frame, below the invoice's mail, and texts stay texts."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from tests.mail.invoice_mail import NOVEMBER_22

from billhook.kernel.languages import LANGUAGES, direction_of
from billhook.mail.letter import Letter, compose_letter
from billhook.mail.message import Mailbox, MailPicture, Pdf
from billhook.mail.payer_letter import PayerLetter, compose_payer_letter
from billhook.mail.wording import wording_for

LETTER = PayerLetter(
    message_id="<inmail_2@nordlicht.example>",
    date=NOVEMBER_22,
    sender=Mailbox("Studio Nordlicht GmbH", "billing@nordlicht.example"),
    recipient=Mailbox("Ada Lovelace", "ada@lovelace.example"),
    business_name="Studio Nordlicht GmbH",
    subject="Credit note NL-1-CN-01 from Studio Nordlicht GmbH",
    headline="€20.00 credited",
    sentences=("This credit note corrects invoice NL-1.", "First line.\nSecond line."),
    action="View invoice",
    url="https://pay.nordlicht.example/i/acct_1/test_abc?s=em",
    facts=(("Credit note number", "NL-1-CN-01"), ("Invoice number", "NL-1")),
    pdfs=(Pdf(b"%PDF-1.7 not really", "Credit-note-NL-1-CN-01.pdf"),),
    attached="The credit note is attached as a PDF.",
    in_reply_to="<inmail_1@nordlicht.example>",
    reply_to=Mailbox("Accounts", "accounts@nordlicht.example"),
)


def a_letter(**given: Any) -> PayerLetter:
    return replace(LETTER, **given)


def received(letter: PayerLetter) -> EmailMessage:
    message = message_from_bytes(compose_payer_letter(letter).as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


class Reader(HTMLParser):
    """The words, tags and links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_both_bodies_say_the_same(kind: str) -> None:
    words = body(received(LETTER), kind)
    for expected in (
        "Studio Nordlicht GmbH", "€20.00 credited", "This credit note corrects invoice NL-1.", "First line.",
        "Second line.", "Credit note number", "NL-1-CN-01", "View invoice", LETTER.url,
        "The credit note is attached as a PDF.", "Questions? Write to accounts@nordlicht.example.",
    ):  # fmt: skip
        assert expected in words, expected
    bare = body(received(a_letter(pdfs=(), reply_to=None, url="", facts=(), sentences=("",))), kind)
    for unwanted in ("attached", "Questions?", "View invoice", "Credit note number"):
        assert unwanted not in bare, unwanted


def test_it_stands_below_the_mail_to_which_it_belongs() -> None:
    message = received(LETTER)
    assert (message["In-Reply-To"], message["References"]) == (LETTER.in_reply_to, LETTER.in_reply_to)
    alone = received(a_letter(in_reply_to=""))
    assert (alone["In-Reply-To"], alone["References"]) == (None, None)
    for wrong in ("inmail_1@x", "<a@b>\r\nBcc: c@x.example", "<a@b> <c@d>"):
        with pytest.raises(ValueError, match="Message-ID"):
            compose_payer_letter(a_letter(in_reply_to=wrong))


def test_what_is_attached_and_the_logo() -> None:
    pdfs = (*LETTER.pdfs, Pdf(b"%PDF second", "a/b"))
    message = received(a_letter(pdfs=pdfs, logo=MailPicture("png", b"\x89PNG not really", 800, 400)))
    assert [part.get_filename() for part in message.iter_attachments()] == ["Credit-note-NL-1-CN-01.pdf", "a-b.pdf"]
    assert 'src="cid:logo.inmail_2@nordlicht.example" width="96" height="48"' in body(message, "html")
    assert "background-color: #ffcc00" in body(received(a_letter(accent_colour="#ffcc00")), "html")
    assert compose_payer_letter(LETTER).as_bytes() == compose_payer_letter(LETTER).as_bytes()


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_an_amount_is_not_broken_over_two_lines(kind: str) -> None:
    shown = body(received(a_letter(headline="20,00\xa0€\ngutgeschrieben", facts=(("Betrag", "20,00\xa0€"),))), kind)
    assert "20,00\xa0€ gutgeschrieben" in shown
    assert shown.count("20,00\xa0€") >= 2


def test_a_test_says_so_in_the_subject_and_first_of_all() -> None:
    message = received(a_letter(is_test=True))
    assert message["Subject"] == f"[TEST] {LETTER.subject}"
    for kind in ("plain", "html"):
        words = body(message, kind).partition("</head>")[2] or body(message, kind)
        assert words.index("This is a test without real money.") < words.rindex("€20.00 credited")


INJECTION = "Evil\r\nBcc: victim@x.example\r\n\r\n<script>alert(1)</script>\x00\u2028\x85Bcc: b@x.example"
MARKUP = '<img src="https://x.example/t.gif"><a href="https://evil.example">"\'{{ 7*7 }}{% raw %}'


def test_no_text_can_add_a_header() -> None:
    message = received(
        a_letter(
            sender=Mailbox(INJECTION, "billing@nordlicht.example"),
            recipient=Mailbox(INJECTION, "ada@lovelace.example"),
            reply_to=Mailbox(INJECTION, "a@b.example"),
            business_name=INJECTION,
            subject=INJECTION,
            headline=INJECTION,
            pdfs=(Pdf(b"%PDF", INJECTION),),
        )
    )
    expected = (
        "Message-ID Date From To Reply-To Subject In-Reply-To References Auto-Submitted MIME-Version Content-Type"
    )
    assert sorted(message.keys()) == sorted(expected.split(" "))
    assert len(message["To"].addresses) == 1


def test_no_text_can_add_markup() -> None:
    reader = Reader(
        body(
            received(
                a_letter(
                    business_name=MARKUP, subject=MARKUP, headline=MARKUP, sentences=(MARKUP,),
                    facts=((MARKUP, MARKUP),), attached=MARKUP, action=MARKUP, accent_colour='red"><script>',
                )
            ),
            "html",
        )
    )  # fmt: skip
    assert {"img", "script"}.isdisjoint(reader.tags)
    assert reader.links == [LETTER.url]
    assert (
        "".join(reader.words).count(MARKUP) == 10
    )  # title, first words twice, name, headline, sentence, button, fact twice, end


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x", 'https://x"onclick="\n'])
def test_only_a_plain_web_address_becomes_a_button(url: str) -> None:
    assert Reader(body(received(a_letter(url=url)), "html")).links == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_frame_is_in_the_language_of_the_letter_and_runs_as_it_does(language: str) -> None:
    message = received(a_letter(locale=language, is_test=True))
    words, _ = wording_for(language)
    assert words.test in body(message, "plain")
    html = body(message, "html")
    assert f'dir="{direction_of(language)}">' in html
    start, end = ("right", "left") if direction_of(language) == "rtl" else ("left", "right")
    assert f'align="{end}"' in html
    # A Latin name stands where the sentences begin, although it runs from the left.
    assert f"text-align: {start}" in html


def test_a_letter_to_somebody_who_works_here_has_the_same_frame() -> None:
    sender = Mailbox("Billhook", "a@b.example")
    letter = Letter("<m@b.example>", NOVEMBER_22, sender, sender, "Test", ("One.", "Two."), "Go", "https://x.example/")
    html = body(message_from_bytes(compose_letter(letter).as_bytes(), policy=policy.default), "html")
    reader = Reader(html)
    assert reader.links == ["https://x.example/"]
    assert [word for word in reader.words if word in ("One.", "Two.", "Go")] == ["One.", "Two.", "Go"]
    assert 'class="sheet"' in html
