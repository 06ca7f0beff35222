"""Foreign text in the head of a mail: it arrives as text, whatever it says, and adds nothing."""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.mail.invoice_mail import a_mail

from billhook.kernel.foreign_text import one_line
from billhook.mail.head import HEAD, HEAD_UTF8, attachment, mailbox, unstructured
from billhook.mail.message import Mailbox, compose

# The case of CVE-2024-6923: once decoded it ends its header, writes another one, and begins a body.
CASE = "=?utf-8?q?X=0D=0AReply-To:_evil=40e.com=0D=0A=0D=0Atext?="
HEADERS = ["Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Reply-To", "Subject", "To"]

# Words that a careless reader or writer of heads trips over, between words of every kind.
hostile = st.lists(
    st.one_of(
        st.text(),
        st.sampled_from(
            [
                CASE, "=?utf-8?b?DQpCY2M6IHhAeS5leg==?=", "=?", "?=", "=?us-ascii?q?", "\r\n", "\r\n ", "\n", "\r",
                "\0", "\x85", "\u2028", "Bcc: x@example.com", '"', "\\", ",", ";", "<x@example.com>", "(", ")", ":",
                "%0D%0A", "é", "漢", "😀", "\ud800", "W" * 90,
            ]
        ),
    ),
    max_size=12,
).map("".join)  # fmt: skip


def head_of(content: bytes) -> list[tuple[str, str]]:
    """Names and values of the head, read without any library: lines end with CRLF, and folds begin with a space."""
    head = content.partition(b"\r\n\r\n")[0].decode()
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", head)
    unfolded = re.sub("\r\n ", " ", head).split("\r\n")
    assert all("\n" not in line and "\r" not in line for line in unfolded)
    return [(line.partition(": ")[0], line.partition(": ")[2]) for line in unfolded]


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def decoded(value: str) -> str:
    """A value as a reader shows it: decoded once (RFC 2047). No encoded word is left for a second reader to decode."""
    shown = str(make_header(decode_header(value)))
    assert "=?" not in shown
    return shown


def as_text(text: str, most: int) -> str:
    """The text as a reader is to see it: on one line, with every encoded word broken up."""
    return one_line(text, most).replace("=?", "= ?")


@settings(deadline=None)
@given(name=hostile, business=hostile, number=hostile, subject=st.none() | hostile)
@example(name=CASE, business=CASE, number=CASE, subject=None)
@example(name=CASE, business=CASE, number=CASE, subject=CASE)
@example(name='Smith, "Bob" <x@example.com>' + " Long" * 30, business="é, x@example.com" * 9, number="1", subject=None)
def test_no_text_adds_to_the_head_and_all_of_it_arrives(
    name: str, business: str, number: str, subject: str | None
) -> None:
    mail = a_mail(
        sender=Mailbox(business, "billing@nordlicht.example"),
        recipient=Mailbox(name, "ada@lovelace.example"),
        reply_to=Mailbox(business, "accounts@nordlicht.example"),
        business_name=business, number=number, subject=subject, pdf_filename=f"Invoice-{number}.pdf", pdf=b"%PDF",
    )  # fmt: skip
    content = compose(mail).as_bytes()
    head = head_of(content)
    assert sorted(header for header, _ in head) == HEADERS
    assert max(map(len, content.split(b"\r\n"))) <= 998
    for header, text, address in (
        ("From", business, "billing@nordlicht.example"),
        ("To", name, "ada@lovelace.example"),
        ("Reply-To", business, "accounts@nordlicht.example"),
    ):
        ((display_name, addr_spec),) = getaddresses([dict(head)[header]])
        assert (decoded(display_name), addr_spec) == (as_text(text, 120), address)
    if subject:
        assert decoded(dict(head)["Subject"]) == as_text(subject, 200)
    (pdf,) = read(content).iter_attachments()
    assert sorted(pdf.keys()) == ["Content-Disposition", "Content-Transfer-Encoding", "Content-Type", "MIME-Version"]
    assert (pdf.get_filename() or "").endswith(".pdf")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Invoice 7 from Nordlicht", "Invoice 7 from Nordlicht"),
        ("Is 2 + 2 =?", "Is 2 + 2 = ?"),
        ("Müller", "=?utf-8?b?TcO8bGxlcg==?="),
        ("=?utf-8?q?X?=", "= ?utf-8?q?X?="),
        ("W" * 40 + " " + "V" * 40, "W" * 40 + "\r\n " + "V" * 40),
    ],
)
def test_free_text_as_it_is_written(text: str, written: str) -> None:
    assert unstructured("Subject", text) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("", "a@b.example"),
        ("Ada Lovelace", "Ada Lovelace <a@b.example>"),
        ("Nordlicht, Inc.", '"Nordlicht, Inc." <a@b.example>'),
        ('Bob "B" \\', '"Bob \\"B\\" \\\\" <a@b.example>'),
        ("Müller, Söhne", "=?utf-8?b?TcO8bGxlciwgU8O2aG5l?= <a@b.example>"),
        ("=?utf-8?q?X?=", "= ?utf-8?q?X?= <a@b.example>"),
    ],
)
def test_names_as_they_are_written(name: str, written: str) -> None:
    assert mailbox("To", name, "a@b.example") == written


@pytest.mark.parametrize(
    ("file_name", "written"),
    [
        ("Invoice-1.pdf", 'attachment;\r\n filename="Invoice-1.pdf"'),
        ("für.pdf", "attachment;\r\n filename*0*=utf-8''f%C3%BCr.pdf"),
        ('a"; x="y.pdf', "attachment;\r\n filename*0*=utf-8''a%22%3B%20x%3D%22y.pdf"),
    ],
)
def test_names_of_files_as_they_are_written(file_name: str, written: str) -> None:
    assert attachment(file_name) == written


def test_a_long_name_of_a_file_arrives_whole() -> None:
    number = "漢é" * 30
    (pdf,) = read(compose(a_mail(pdf_filename=f"Invoice-{number}.pdf")).as_bytes()).iter_attachments()
    assert pdf.get_filename() == f"Invoice-{number}.pdf"


@pytest.mark.parametrize(
    "value", ["a\r\nBcc: x@y.example", "a\nb", "a\rb", "a\0b", "a\x85b", "a\u2028b", "a\r\n\r\n b"]
)
@pytest.mark.parametrize("head", [HEAD, HEAD_UTF8], ids=["ascii", "utf8"])
def test_a_control_character_in_a_finished_head_is_refused(value: str, head: policy.EmailPolicy) -> None:
    message = EmailMessage(policy=head)
    message["Subject"] = value
    with pytest.raises(ValueError, match="a control character in the header 'Subject'"):
        message.as_bytes()


def test_an_address_that_reads_as_an_encoded_word_is_none() -> None:
    with pytest.raises(ValueError, match="not a mail address"):
        compose(a_mail(recipient=Mailbox("Ada", "=?utf-8?q?x=0D=0A?=@x.example")))
