"""Mails to people, as they lie in the outbox of a server."""

import email
import re
import time
from email.message import EmailMessage
from email.policy import default

from tests.conftest import Server

_SECONDS = 15


def mails_to(server: Server, address: str) -> list[EmailMessage]:
    """Every mail to an address, the oldest first."""
    files = sorted((server.data_dir / "outbox").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    found = [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]
    return [mail for mail in found if mail["To"].addresses[0].addr_spec == address]


def mail_to(server: Server, address: str, number: int = 1) -> EmailMessage:
    """The mail to an address that is the `number`th; waits until it is there."""
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        found = mails_to(server, address)
        if len(found) >= number:
            return found[number - 1]
        time.sleep(0.05)
    raise AssertionError(f"there are {len(mails_to(server, address))} mails to {address}, not {number}")


def link_in(server: Server, mail: EmailMessage) -> str:
    """The path of the link in a mail; both texts have the same."""
    plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    (link,) = set(re.findall(r"https?://\S+/dashboard/\S+", plain))
    assert f'href="{link}"' in html
    # People are led to the name under which browsers offer passkeys.
    named = server.url.replace("127.0.0.1", "localhost")
    assert link.startswith(f"{named}/")
    return str(link.removeprefix(named))
