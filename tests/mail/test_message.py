"""What a customer reads in an invoice mail, and that nothing typed into an invoice can add to it."""

import subprocess
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.mail.invoice_mail import a_mail

from billhook.kernel.languages import LANGUAGES
from billhook.mail.message import InvoiceMail, Mailbox, MailLine, MailPicture, MailRow, compose
from billhook.mail.wording import wording_for

REPOSITORY = Path(__file__).parents[2]


def received(mail: InvoiceMail) -> EmailMessage:
    """The message after its journey: written to bytes and read again."""
    message = message_from_bytes(compose(mail).as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


class _Reader(HTMLParser):
    """What a person sees of an HTML page, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.directions: dict[str, str | None] = {}
        self._direction: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._direction = dict(attrs).get("dir")
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        self.directions[data] = self._direction


def read_html(mail: InvoiceMail) -> _Reader:
    reader = _Reader()
    reader.feed(body(received(mail), "html"))
    return reader


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize(
    "expected",
    [
        "Studio Nordlicht GmbH",
        "€7,987.68 due December 22, 2026",
        "Invoice NL-2026-0042",
        "Thank you for the good weeks.",
        "Please quote the number.",
        "Brand workshop",
        "€2,400.00",
        "and 2 more",
        "Pay this invoice",
        "https://pay.nordlicht.example/i/acct_1/test_abc?s=em",
        "IBAN DE02 1203 0000 0000 2020 51",
        "The invoice is attached as a PDF.",
        "Questions? Write to accounts@nordlicht.example.",
    ],
)
def test_both_bodies_say_what_is_to_be_paid_when_and_where(kind: str, expected: str) -> None:
    mail = a_mail(reply_to=Mailbox("Accounts", "accounts@nordlicht.example"))
    assert expected in body(received(mail), kind)


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_nobody_is_sent_to_an_address_that_nobody_reads(kind: str) -> None:
    assert "Questions?" not in body(received(a_mail()), kind)


def test_a_page_that_takes_no_payment_is_not_called_a_place_to_pay() -> None:
    text = body(received(a_mail(pays_online=False)), "plain")
    assert "View invoice" in text
    assert "Pay this invoice" not in text


def test_the_headers() -> None:
    message = received(a_mail(reply_to=Mailbox("Accounts", "accounts@nordlicht.example")))
    assert message["Message-ID"] == "<inmail_1@nordlicht.example>"
    assert message["Date"] == "Sun, 22 Nov 2026 00:00:00 +0000"
    assert message["From"] == "Studio Nordlicht GmbH <billing@nordlicht.example>"
    assert message["To"] == "Ada Lovelace <ada@lovelace.example>"
    assert message["Reply-To"] == "Accounts <accounts@nordlicht.example>"
    assert message["Subject"] == "Invoice NL-2026-0042 from Studio Nordlicht GmbH"
    assert message["Auto-Submitted"] == "auto-generated"


def test_copies_stand_in_a_header_of_their_own() -> None:
    many = [f"reader{n}@lovelace.example" for n in range(10)]
    message = received(a_mail(cc=many))
    assert [each.addr_spec for each in message["Cc"].addresses] == many
    assert received(a_mail())["Cc"] is None
    with pytest.raises(ValueError, match="not a mail address"):
        compose(a_mail(cc=["a@x.example\r\nBcc: b@x.example"]))


def test_the_pdf_is_attached_under_its_name() -> None:
    (pdf,) = received(a_mail()).iter_attachments()
    assert pdf.get_content_type() == "application/pdf"
    assert pdf.get_filename() == "Invoice NL-2026-0042.pdf"
    assert pdf.get_content() == b"%PDF-1.7 not really"


def test_without_a_pdf_nothing_is_attached_and_nothing_says_so() -> None:
    message = received(a_mail(pdf=None))
    assert message.get_content_type() == "multipart/alternative"
    assert "attached" not in body(message, "plain")


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_paid_invoice_is_sent_without_a_word_of_payment(kind: str) -> None:
    text = body(received(a_mail(paid=True)), kind)
    for word in ("Pay", "pay this", "due", "7,987.68", "December 22", "IBAN", "How to"):
        assert word not in text
    for word in ("Invoice NL-2026-0042", "Brand workshop", "View invoice"):
        assert word in text


def test_nothing_due_asks_for_nothing() -> None:
    text = body(received(a_mail(amount_due=0)), "plain")
    assert "Pay" not in text
    assert "due" not in text


def test_no_due_date_asks_for_the_amount_without_a_day() -> None:
    assert "€7,987.68 due\n" in body(received(a_mail(due_at=None)), "plain")


def test_the_same_mail_is_the_same_bytes_even_in_another_process() -> None:
    program = (
        "import sys; from billhook.mail.message import compose; from tests.mail.invoice_mail import a_mail;"
        "sys.stdout.buffer.write(compose(a_mail()).as_bytes())"
    )
    command = [sys.executable, "-c", program]
    elsewhere = subprocess.run(command, capture_output=True, check=True, timeout=60, cwd=REPOSITORY)
    assert elsewhere.stdout == compose(a_mail()).as_bytes()
    assert compose(a_mail(message_id="<inmail_2@x.example>")).as_bytes() != elsewhere.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_written_throughout(language: str) -> None:
    words, _ = wording_for(language)
    message = received(a_mail(locale=language))
    assert message["Subject"] == words.subject.format(number="NL-2026-0042", business="Studio Nordlicht GmbH")
    for sentence in (words.pay, words.how_to_pay, words.attached, words.more_lines.format(count=2)):
        assert sentence in body(message, "plain")


def test_a_language_without_words_of_its_own_is_english_throughout() -> None:
    assert compose(a_mail(locale="th")).as_bytes() == compose(a_mail()).as_bytes()


INJECTION = "Evil\r\nBcc: victim@x.example\r\n\r\n<script>alert(1)</script>\x00\u2028\x85Bcc: b@x.example"


def test_no_text_can_add_a_header() -> None:
    message = received(
        a_mail(
            sender=Mailbox(INJECTION, "billing@nordlicht.example"),
            recipient=Mailbox(INJECTION, "ada@lovelace.example"),
            reply_to=Mailbox(INJECTION, "a@b.example"),
            business_name=INJECTION,
            number=INJECTION,
            subject=INJECTION,
            pdf_filename=INJECTION,
        )
    )
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]
    assert message["To"].addresses[0].addr_spec == "ada@lovelace.example"
    assert len(message["To"].addresses) == 1
    expected = "Message-ID Date From To Reply-To Subject Auto-Submitted MIME-Version Content-Type"
    assert sorted(message.keys()) == sorted(expected.split(" "))


def test_no_text_can_add_markup() -> None:
    markup = '<img src="https://x.example/t.gif"><a href="https://evil.example">"\'{{ 7*7 }}{% raw %}'
    reader = read_html(
        a_mail(
            memo=markup,
            business_name=markup,
            number=markup,
            payment_instructions=markup,
            lines=(MailLine(markup, 1),),
            accent_colour='red"><script>',
        )
    )
    assert "img" not in reader.tags
    assert "script" not in reader.tags
    assert reader.links == ["https://pay.nordlicht.example/i/acct_1/test_abc?s=em"]
    assert markup in "".join(reader.words)


def test_texts_of_the_business_may_run_from_the_right() -> None:
    """The client looks at the first letter of each text."""
    names = ("שלום 1", "שלום 2", "שלום 3", "שלום 4")
    business, memo, line, instructions = names
    reader = read_html(
        a_mail(business_name=business, memo=memo, lines=(MailLine(line, 1),), payment_instructions=instructions)
    )
    assert {name: reader.directions[name] for name in names} == dict.fromkeys(names, "auto")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", 'https://x"onclick="', "//x", ""])
def test_only_a_plain_web_address_becomes_a_button(url: str) -> None:
    assert [link for link in read_html(a_mail(hosted_invoice_url=url)).links if link] in ([], [url])
    if not url.startswith("https://"):
        assert read_html(a_mail(hosted_invoice_url=url)).links == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@x.example",
        "a@",
        "a b@x.example",
        "a@x.example\r\nBcc: b@x.example",
        "a@x.example, b@x.example",
        "a@x.example>",
        "<a@x.example",
        "a@x..example",
        "a\x00@x.example",
        "a" * 65 + "@x.example",
    ],
)
def test_what_is_no_address_is_refused_before_anything_is_sent(address: str) -> None:
    with pytest.raises(ValueError, match="not a mail"):
        compose(a_mail(recipient=Mailbox("Ada", address)))


@pytest.mark.parametrize("message_id", ["", "inmail_1@x", "<a@b>\r\nBcc: c", "<a b@c>", "<a@b> x"])
def test_what_is_no_message_id_is_refused(message_id: str) -> None:
    with pytest.raises(ValueError, match="Message-ID"):
        compose(a_mail(message_id=message_id))


def test_names_in_any_script_travel_over_any_server() -> None:
    mail = a_mail(
        recipient=Mailbox("Ærøskøbing Ævar 漢字 שלום, Dr.", "ada@bücher.example"),
        business_name="Müller & Söhne 😀",
        pdf_filename="Rechnung für Müller/2026.pdf",
    )
    assert compose(mail).as_bytes().isascii()
    message = received(mail)
    assert message["To"].addresses[0].display_name == "Ærøskøbing Ævar 漢字 שלום, Dr."
    assert message["To"].addresses[0].addr_spec == "ada@xn--bcher-kva.example"
    assert message["Subject"] == "Invoice NL-2026-0042 from Müller & Söhne 😀"
    (pdf,) = message.iter_attachments()
    assert pdf.get_filename() == "Rechnung für Müller-2026.pdf"


def test_a_local_part_beyond_ascii_asks_for_smtputf8() -> None:
    message = compose(a_mail(recipient=Mailbox("用户", "用户@例え.example")))
    assert "用户@xn--r8jz45g.example".encode() in message.as_bytes()
    assert compose(a_mail()).as_bytes().isascii()


def test_long_memos_and_endless_words_keep_every_line_within_the_limit_of_smtp() -> None:
    content = compose(a_mail(memo="W" * 5_000, subject="S" * 1_000)).as_bytes()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert "W" * 5_000 in body(received(a_mail(memo="W" * 5_000)), "plain")


def test_no_text_can_end_a_part_of_the_message() -> None:
    first = compose(a_mail()).get_boundary()
    memo = f"before\n--{first}--\n--{first}\nContent-Type: text/html\n\nafter"
    message = received(a_mail(memo=memo))
    assert memo in body(message, "plain")
    assert len(list(message.iter_parts())) == 2


def test_nothing_in_the_mail_is_fetched_from_elsewhere() -> None:
    html = body(received(a_mail()), "html")
    assert "src=" not in html
    assert "@import" not in html
    assert "url(" not in html


ROWS = (
    MailRow("Subtotal", 690_000),
    MailRow("Spring sale (10%)", -69_000),
    MailRow("VAT (19% on €6,210.00)", 117_990),
    MailRow("Total", 738_990, "sum"),
    MailRow("Includes VAT (7% on €1.00)", 7, "note"),
)


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_the_sum_stands_below_the_lines_and_below_each_line_its_discounts(kind: str) -> None:
    lines = (MailLine("Brand workshop", 240_000), MailLine("Retainer", 500_000, (MailRow("Loyalty", -50_000),)))
    text = body(received(a_mail(lines=lines, totals=ROWS)), kind)
    places = [
        text.index(words)
        for words in (
            "Retainer", "€5,000.00", "Loyalty", "-€500.00", "Subtotal", "€6,900.00", "Spring sale (10%)", "-€690.00",
            "VAT (19% on €6,210.00)", "€1,179.90", "Total", "€7,389.90", "Includes VAT",
        )
    ]  # fmt: skip
    assert places == sorted(places)


def test_names_of_discounts_are_text() -> None:
    reader = read_html(a_mail(totals=(MailRow("<b>10% & more</b>\r\nBcc: x@example.com", -1),)))
    assert "<b>10% & more</b> Bcc: x@example.com" in reader.words
    assert "b" not in reader.tags


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_mail_of_test_mode_says_so_in_its_subject_and_first_of_all(kind: str) -> None:
    mail = received(a_mail(is_test=True, business_name="Nordlicht"))
    assert mail["Subject"].startswith("[TEST] Invoice NL-2026-0042")
    words = body(mail, kind).partition("<body")[2] or body(mail, kind)
    said = words.index("This is a test without real money.")
    assert said < words.index("due December 22, 2026")
    assert received(a_mail(is_test=True, subject="Reminder"))["Subject"] == "[TEST] Reminder"
    assert "This is a test" not in body(received(a_mail()), kind)


LOGO = MailPicture("png", b"\x89PNG not really", 800, 400)


def test_a_logo_travels_inside_the_mail_and_nothing_is_fetched() -> None:
    mail = received(a_mail(logo=LOGO))
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
        "application/pdf",
    ]  # fmt: skip
    html = body(mail, "html")
    assert 'src="cid:logo.inmail_1@nordlicht.example" width="96" height="48" alt="Studio Nordlicht GmbH"' in html
    (picture,) = [part for part in mail.walk() if part.get_content_maintype() == "image"]
    assert (picture["Content-ID"], picture.get_content()) == ("<logo.inmail_1@nordlicht.example>", LOGO.content)
    assert picture.get_content_disposition() == "inline"
    assert [part.get_filename() for part in mail.iter_attachments()] == ["Invoice NL-2026-0042.pdf"]
    assert compose(a_mail(logo=LOGO)).as_bytes() == compose(a_mail(logo=LOGO)).as_bytes()


@pytest.mark.parametrize(
    ("size", "shown"), [((800, 100), (200, 25)), ((100, 800), (6, 48)), ((16, 16), (48, 48)), ((9_000, 1), (200, 1))]
)
def test_a_logo_fits_the_head_in_its_own_shape(size: tuple[int, int], shown: tuple[int, int]) -> None:
    assert MailPicture("png", b"", *size).shown() == shown


@pytest.mark.parametrize(("colour", "ink"), [("#ffcc00", "#000000"), ("#1d5fae", "#ffffff"), ("#777777", "#000000")])
def test_letters_on_a_button_can_be_read(colour: str, ink: str) -> None:
    html = body(received(a_mail(accent_colour=colour)), "html")
    assert f"background-color: {colour}" in html
    assert f"color: {ink}; text-decoration: none" in html
