"""`billhook mail`: how the mails to customers look, whether mails leave, and what came back of them."""

import asyncio
import sys
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING

import click

from billhook.command_line import DATA_DIR, settings_of, tenant_in, with_account

if TYPE_CHECKING:
    import asyncpg

_KINDS = (
    "invoice", "receipt", "payment_failed", "action_required", "refund", "credit_note", "link", "reminder_before",
    "reminder_due", "reminder_overdue", "statement", "portal",
)  # fmt: skip


@click.group()
def mail() -> None:
    """Show the mails to customers, send a test, or take in what came back."""


@mail.command("preview")
@click.argument("kind", type=click.Choice(_KINDS))
@click.option("--locale", help="The language, such as de or pt-BR.  [that of the account]")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write the HTML to this file.")
@DATA_DIR
def mail_preview(kind: str, locale: str | None, html: Path | None, data_dir: Path | None) -> None:
    """Print a mail on an invented invoice, with your name and your brand. Nothing is sent."""
    from billhook.kernel.languages import is_supported

    if locale is not None and not is_supported(locale):
        raise click.UsageError(f"--locale {locale} is no language that mails are written in")
    message = _sample(kind, locale, "jenny@example.com", data_dir)
    if html is not None:
        html.write_text(_body(message, "html"), "utf-8")
    click.echo(f"Subject: {message['Subject']}\n\n{_body(message, 'plain').rstrip()}")
    for part in message.iter_attachments():
        click.echo(f"\nAttached: {part.get_filename()}")


@mail.command("test")
@click.argument("address")
@DATA_DIR
def mail_test(address: str, data_dir: Path | None) -> None:
    """Send the mail of an invented invoice to ADDRESS, and say what the mail server answered."""
    from billhook.kernel.email_address import is_address
    from billhook.mail.signing import signer_of
    from billhook.mail.transport import MailUncertain, NotTaken, transport_for

    if not is_address(address):
        raise click.UsageError(f"{address} is no mail address")
    settings = settings_of(data_dir=data_dir)
    message = _sample("invoice", None, address, data_dir)
    transport = transport_for(settings.smtp_url, settings.data_dir, signer_of(settings))
    sender = parseaddr(settings.mail_from)[1]
    try:
        taken = asyncio.run(transport.send(message, sender=sender, recipients=[address]))
    except (NotTaken, MailUncertain, ValueError) as error:
        raise click.ClickException(f"not sent: {error}") from None
    click.echo(f"sent to {address}: {taken.reply}")


@mail.command("returned")
@DATA_DIR
def mail_returned(data_dir: Path | None) -> None:
    """Read a mail that came back, on standard input, and note what it reports.

    The exit status is one of sysexits: 0 if the mail is a report, 65 if it is none, 75 if it is to be tried again.
    """
    from billhook.returned import status_of

    sys.exit(status_of(settings_of(data_dir=data_dir), sys.stdin.buffer))


def _sample(kind: str, locale: str | None, address: str, data_dir: Path | None) -> EmailMessage:
    """A mail of the account that says it is a test."""
    from billhook.db.moment import Moment
    from billhook.db.tx import Reader
    from billhook.kernel.clock import wall_now
    from billhook.kernel.ids import new_id
    from billhook.payer_mails.sampling import sample_mail

    settings = settings_of(data_dir=data_dir)

    async def compose(conn: "asyncpg.Connection[asyncpg.Record]", account: str) -> EmailMessage:
        tenant = await tenant_in(conn, account, False, settings.public_url)
        return await sample_mail(
            Reader(conn, tenant, Moment(wall_now())), kind, locale or tenant.settings.locale, address,
            mail_id=new_id("inmail"), mail_from=settings.mail_from, now=wall_now(), is_test=True,
        )  # fmt: skip

    return with_account(data_dir, compose)


def _body(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body is not None else ""
