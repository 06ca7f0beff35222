"""Hand over a mail to somebody about their way in, or about a webhook endpoint that fails.

The link of the former is made here, at the last moment: a token stands in the mail, and its hash in the database, and
nowhere else. So whoever asked for the mail waited as long whether somebody has the e-mail or not.
"""

from email.errors import MessageError
from email.utils import parseaddr

import structlog

from billhook.account_settings.settings import AccountSettings
from billhook.accounts import store as accounts
from billhook.db.jobs import JobContext
from billhook.db.pool import borrowed
from billhook.kernel import display
from billhook.kernel.clock import wall_now
from billhook.kernel.ids import new_token
from billhook.mail.letter import Letter, compose_letter
from billhook.mail.message import Mailbox
from billhook.mail.transport import MailDeferred, MailRefused, MailUncertain
from billhook.measuring import MAILS
from billhook.people import factors_store, mails_store, refusals_store, store
from billhook.people.desk import TOKEN_LENGTH
from billhook.people.objects import EndpointTrouble, Link, Person, PersonMail
from billhook.people.rules import letters, refusals
from billhook.people.rules.lifecycle import ACTIVE, INVITED
from billhook.people.rules.roles import Role
from billhook.people.rules.sessions import LINK_SECONDS

log = structlog.get_logger(__name__)

_STATUS_FOR = {
    "reset": ACTIVE, "invitation": INVITED, "recovery": ACTIVE, "attempts": ACTIVE, "test": ACTIVE,
    "endpoint_failing": ACTIVE, "endpoint_disabled": ACTIVE,
}  # fmt: skip
_PATHS = {"reset": "reset", "invitation": "invitations"}


async def deliver_mail(context: JobContext, mail_id: str) -> None:
    """Send one mail if it is due; safe to call at any time and from anywhere."""
    prepared = await _prepared(context, mail_id)
    if prepared is None:
        return
    mail, letter = prepared
    status, again = "sent", None
    try:
        message = compose_letter(letter)
        addresses = {"sender": letter.sender.address, "recipients": [letter.recipient.address]}
        outcome = (await context.mail.send(message, **addresses)).reply
    except MailDeferred as error:
        again = letters.next_attempt(mail.attempts, wall_now())
        status, outcome = ("queued" if again is not None else "failed"), str(error)
    except (MailRefused, MailUncertain, MessageError, ValueError) as error:
        status, outcome = "failed", str(error)
    async with borrowed(context.transactions.pool) as conn:
        await mails_store.finish(conn, mail.id, status, outcome, next_attempt_at=again)
    MAILS.labels("people", status).inc()
    if status != "sent":
        log.warning("mail to a person not sent", mail=mail.id, kind=mail.kind, status=status, reason=outcome)


async def _prepared(context: JobContext, mail_id: str) -> tuple[PersonMail, Letter] | None:
    """The mail that is due, with its letter and a fresh link; None if there is nothing to send."""
    now = wall_now()
    async with borrowed(context.transactions.pool) as conn, conn.transaction():
        mail = await mails_store.claim(conn, mail_id, now, now + letters.HAND_OVER_SECONDS)
        if mail is None:
            return None
        person = await store.find_by_email(conn, mail.recipient)
        if person is None or person.status != _STATUS_FOR[mail.kind]:
            await mails_store.forget(conn, mail.id)
            return None
        tenant = await accounts.tenant_of(conn, person.account, True)
        assert tenant is not None
        if not tenant.settings.mail_enabled:
            await mails_store.finish(conn, mail.id, "failed", "mail is switched off (setting mail_enabled)")
            return None
        words = await _words(conn, mail, person, tenant.settings)
        url = _page_of(mail.about, context.settings.dashboard_url) if mail.about is not None else ""
        if path := _PATHS.get(mail.kind):
            token = new_token(TOKEN_LENGTH)
            link = Link(mail.kind, person.account, person.id)
            await store.insert_link(conn, token, link, now=now, expires_at=now + LINK_SECONDS[mail.kind], mailed=True)
            url = f"{context.settings.dashboard_url}/dashboard/{path}/{token}"
    name, address = parseaddr(context.settings.mail_from)
    domain = address.rpartition("@")[2] or "localhost"
    return mail, Letter(
        message_id=f"<{mail.id}.{mail.attempts}@{domain}>",
        date=now,
        sender=Mailbox(name, address),
        recipient=Mailbox(person.name, person.email),
        subject=words.subject,
        sentences=words.sentences,
        action=words.action,
        url=url,
        closing=words.closing,
    )


def _page_of(about: EndpointTrouble, dashboard_url: str) -> str:
    return f"{dashboard_url}/dashboard/{_mode(about)}/developers/webhooks/{about.endpoint}"


def _mode(about: EndpointTrouble) -> str:
    return "live" if about.livemode else "test"


async def _words(conn: store.Connection, mail: PersonMail, person: Person, settings: AccountSettings) -> letters.Words:
    business = settings.business_name
    if mail.about is not None:
        return _of_endpoint(mail.kind, mail.about, settings)
    if mail.kind == "reset":
        return letters.reset(business)
    if mail.kind == "recovery":
        return letters.recovery(business, await factors_store.codes_left(conn, person.id))
    if mail.kind == "attempts":
        since = refusals.hour_of(mail.created - refusals.DAY_SECONDS)
        return letters.attempts(business, await refusals_store.times_of(conn, person.id, refusals.WARNED_OF, since))
    if mail.kind == "test":
        return letters.trial(business)
    by = await store.find(conn, mail.asked_by) if mail.asked_by is not None else None
    return letters.invitation(business, by.label if by is not None else "", Role(person.role).title)


def _of_endpoint(kind: str, about: EndpointTrouble, settings: AccountSettings) -> letters.Words:
    business, since = settings.business_name, display.day(about.since, settings.time_zone)
    if kind == "endpoint_disabled":
        return letters.endpoint_disabled(business, about.url, _mode(about), since=since, problem=about.problem)
    return letters.endpoint_failing(
        business, about.url, _mode(about), since=since, problem=about.problem,
        disabled_from=display.day(about.disabled_at, settings.time_zone),
    )  # fmt: skip
