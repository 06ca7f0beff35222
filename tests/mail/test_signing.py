"""Mails that are signed: the signature holds against the published key, and against nothing that was changed."""

import re
from pathlib import Path
from typing import Any

import dkim
import pytest
from tests.mail.invoice_mail import a_mail
from tests.mail.keys import key_file

from billhook.doctor.outgoing import examine_signing
from billhook.mail.message import Mailbox, compose
from billhook.mail.signing import Signer, SigningUnusable, signer_of
from billhook.settings import Settings

CONTENT = compose(
    a_mail(
        reply_to=Mailbox("Accounts", "accounts@nordlicht.example"), cc=["books@lovelace.example"],
        in_reply_to="<inmail_0@nordlicht.example>",
    )
).as_bytes()  # fmt: skip


def settings(key: Path | None, **given: Any) -> Settings:
    named = {"dkim_domain": "nordlicht.example", "dkim_selector": "billhook", "dkim_key_file": key}
    return Settings(**{**named, **given})


@pytest.fixture(scope="module", params=["rsa", "rsa in PKCS 1", "ed25519"])
def signer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Signer:
    found = signer_of(settings(key_file(tmp_path_factory.mktemp("keys"), request.param)))
    assert found is not None
    return found


def holds(signer: Signer, content: bytes) -> bool:
    """Whether a receiver believes the signature, if the DNS has what we say is to be published."""

    def ask(name: bytes, timeout: int = 5) -> bytes | None:
        return signer.record.encode() if name == f"{signer.record_name}.".encode() else None

    return bool(dkim.verify(content, dnsfunc=ask))


def test_a_receiver_believes_it(signer: Signer) -> None:
    signed = signer.signed(CONTENT)
    assert signed.endswith(CONTENT)
    assert holds(signer, signed)
    # The same mail again is the same bytes, so nothing in it says when it was signed.
    assert signer.signed(CONTENT) == signed
    tags = re.sub(rb"\s+", b"", signed[: -len(CONTENT)].partition(b":")[2]).split(b";")
    named = dict(tag.split(b"=", 1) for tag in tags)
    assert (named[b"d"], named[b"s"], named[b"c"], b"t" in named) == (
        b"nordlicht.example", b"billhook", b"relaxed/relaxed", False,
    )  # fmt: skip
    headers = named[b"h"].split(b":")
    assert headers.count(b"from") == 2
    assert set(headers) >= {
        b"to", b"cc", b"subject", b"date", b"message-id", b"mime-version", b"content-type", b"reply-to",
        b"in-reply-to", b"references",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Ada Lovelace <ada@", b"Eve Lovelace <ada@"),
        (b"Cc: books@", b"Cc: cooks@"),
        (b"From: Studio", b"From: Stadio"),
        (b"Subject: ", b"Subject: Another "),
        (b"22 Nov 2026", b"23 Nov 2026"),
        (b"Reply-To: Accounts", b"Reply-To: Nobody"),
        (b"In-Reply-To: <inmail_0", b"In-Reply-To: <inmail_9"),
        (b"Retainer", b"Retained"),
        (b"From: Studio", b"From: x@evil.example\r\nFrom: Studio"),
        (b"To: Ada", b"Subject: One more\r\nTo: Ada"),
    ],
)
def test_a_changed_or_an_added_part_is_noticed(signer: Signer, before: bytes, after: bytes) -> None:
    signed = signer.signed(CONTENT)
    changed = signed.replace(before, after, 1)
    assert changed != signed
    assert not holds(signer, changed)


def test_spaces_that_a_relay_mends_do_not_matter(signer: Signer) -> None:
    signed = signer.signed(CONTENT)
    assert holds(signer, signed.replace(b"Subject: Invoice NL", b"Subject:  Invoice  NL") + b"\r\n\r\n")


def test_letters_beyond_ascii_in_the_head_are_signed(signer: Signer) -> None:
    content = compose(a_mail(recipient=Mailbox("Jörg", "jörg@x.example"))).as_bytes()
    assert holds(signer, signer.signed(content))
    assert not holds(signer, signer.signed(content).replace("jörg@".encode(), b"jorg@"))


def test_no_key_no_signature() -> None:
    assert signer_of(Settings()) is None


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("ec", "must be RSA of 1024 to 4096 bits, or Ed25519"),
        ("too large", "must be RSA of 1024 to 4096 bits, or Ed25519"),
        ("with a password", "has a password; store it without one"),
    ],
)
def test_a_key_that_receivers_do_not_take_is_named(tmp_path: Path, kind: str, sentence: str) -> None:
    with pytest.raises(SigningUnusable, match=f"^BILLHOOK_DKIM_KEY_FILE: the key in .* {sentence}"):
        signer_of(settings(key_file(tmp_path, kind)))


def test_a_file_that_is_no_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "text.pem").write_text("not a key")
    for file, sentence in (("none.pem", "cannot be read: No such file"), ("text.pem", None)):
        expected = f"{file} {sentence}" if sentence else f"there is no private key in PEM in .*{file}"
        with pytest.raises(SigningUnusable, match=f"^BILLHOOK_DKIM_KEY_FILE: .*{expected}"):
            signer_of(settings(tmp_path / file))
    with pytest.raises(SigningUnusable, match=r"^BILLHOOK_DKIM_SELECTOR is not set"):
        signer_of(settings(tmp_path / "text.pem", dkim_selector=None))


def test_the_doctor_says_what_to_publish_and_whether_receivers_count_it(signer: Signer, tmp_path: Path) -> None:
    key = key_file(tmp_path, "ed25519")
    ours = settings(key, mail_from="Studio <billing@mail.nordlicht.example>")
    (published,) = examine_signing(ours)
    made = signer_of(ours)
    assert made is not None
    assert not published.wrong
    assert published.sentence.endswith(f": billhook._domainkey.nordlicht.example {made.record}")
    other, _ = examine_signing(settings(key, mail_from="billing@elsewhere.example"))
    assert other.wrong
    assert "BILLHOOK_MAIL_FROM is at elsewhere.example" in other.sentence
    (unsigned,) = examine_signing(Settings())
    assert not unsigned.wrong
