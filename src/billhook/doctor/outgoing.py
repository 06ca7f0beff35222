"""Mails on their way out: the mail server lets us in, and receivers count the signature."""

from collections.abc import AsyncIterator, Iterator
from email.utils import parseaddr

from billhook.doctor.findings import Finding, fine, wrong
from billhook.mail.signing import signer_of
from billhook.mail.transport import MailDeferred, MailRefused, SmtpTransport
from billhook.settings import Settings


async def examine_mail(settings: Settings) -> AsyncIterator[Finding]:
    """Whether mails can leave. Connects to the mail server and logs in, but sends nothing."""
    name = "BILLHOOK_MAIL_FROM"
    sender = parseaddr(settings.mail_from)[1]
    if "@" not in sender:
        yield wrong(f"{name} has no mail address in it; write it like `Acme <billing@example.com>`.")
    if settings.smtp_url is None:
        yield fine(f"Mails are kept in {settings.data_dir / 'outbox'} and sent nowhere; BILLHOOK_SMTP_URL is not set.")
        return
    if sender.endswith("@localhost"):
        yield wrong(f"{name} is {sender}, and mail servers refuse a sender at localhost; name an address of yours.")
    transport = SmtpTransport(settings.smtp_url)
    try:
        await transport.check()
    except (MailDeferred, MailRefused) as error:
        yield wrong(f"The mail server of BILLHOOK_SMTP_URL does not let us in: {error}.")
    else:
        yield fine(f"The mail server {transport.host}:{transport.port} lets us in.")


def examine_signing(settings: Settings) -> Iterator[Finding]:
    """How mails are signed, and the record that the DNS needs for it. The DNS itself is not asked."""
    signer = signer_of(settings)
    if signer is None:
        yield fine("Mails are not signed here (BILLHOOK_DKIM_DOMAIN is not set). The mail server may sign them.")
        return
    sender = parseaddr(settings.mail_from)[1].rpartition("@")[2].lower()
    if not _aligned(sender, signer.domain):
        yield wrong(
            f"mails are signed for {signer.domain}, but BILLHOOK_MAIL_FROM is at {sender}. Receivers count a signature "
            "only if it is of the sender's own domain (DMARC)."
        )
    yield fine(
        f"Mails are signed. Publish this TXT record in the DNS, in pieces of at most 255 characters: "
        f"{signer.record_name} {signer.record}"
    )


def _aligned(one: str, other: str) -> bool:
    """Whether two domains are the same, or one is below the other."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
