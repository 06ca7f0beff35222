"""The URL of the mailbox that is read for reports."""

import pytest

from billhook.mail_returns.rules.mailbox_url import mailbox_of


def test_a_url_names_the_whole_way() -> None:
    found = mailbox_of("imaps://bounces%40example.com:p%40ss%2Fword@mail.example.com:1993/Mails/Bounces?move=Read")
    assert (found.host, found.port, found.is_encrypted) == ("mail.example.com", 1993, True)
    assert (found.user, found.password) == ("bounces@example.com", "p@ss/word")
    assert (found.folder, found.move_to) == ("Mails/Bounces", "Read")
    assert found.name == "Mails/Bounces of bounces@example.com at mail.example.com:1993"


@pytest.mark.parametrize(
    ("url", "port", "folder"),
    [("imaps://a:b@mail.example.com", 993, "INBOX"), ("imaps://a:b@mail.example.com/", 993, "INBOX"),
     ("imap://a:b@127.0.0.1/X", 143, "X"), ("imap://a:b@[::1]/X", 143, "X")],
)  # fmt: skip
def test_what_is_left_out(url: str, port: int, folder: str) -> None:
    found = mailbox_of(url)
    assert (found.port, found.folder, found.move_to) == (port, folder, None)


def test_a_new_password_leaves_the_mailbox_the_same() -> None:
    urls = [f"imaps://{login}@mail.example.com/{folder}" for login in ("a:b", "a:c", "b:b") for folder in ("X", "Y")]
    assert len({mailbox_of(url).id for url in urls}) == 4


@pytest.mark.parametrize(
    "url",
    [
        "imaps://mail.example.com/INBOX", "imaps://a@mail.example.com/INBOX", "imaps://:b@mail.example.com/",
        "smtp://a:b@mail.example.com/", "imaps://a:b@/INBOX", "imap://a:b@mail.example.com/INBOX",
        "imaps://a:b%0d%0aLOGOUT@mail.example.com/", "imaps://a:b@mail.example.com/IN%0d%0aBOX",
        "imaps://a:b@mail.example.com/%C3%84", "imaps://a:b@mail.example.com/?move=", "imaps://a:b@mail.example.com/?x=1",
        "imaps://a:b@mail.example.com/X?move=X", "imaps://a:b@mail.example.com:99999/",
    ],
)  # fmt: skip
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"^(?!.*a:b)"):
        mailbox_of(url)
