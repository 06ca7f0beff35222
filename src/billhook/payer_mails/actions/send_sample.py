"""Send a person a sample of a mail to payers, to see how it looks where they read their mail."""

from email.errors import MessageError
from email.utils import parseaddr

import structlog

from billhook.db.cause import Origin
from billhook.db.jobs import JobContext
from billhook.db.outbox import Job, enqueue
from billhook.db.pool import borrowed
from billhook.kernel.clock import wall_now
from billhook.kernel.ids import new_id
from billhook.mail.transport import MailUncertain, NotTaken
from billhook.payer_mails.sampling import sample_mail
from billhook.people import store
from billhook.people.desk import Desk
from billhook.people.objects import Person
from billhook.people.rules import guessing
from billhook.people.rules.lifecycle import ACTIVE

log = structlog.get_logger(__name__)

JOB = "payer_mails.sample"


async def ask_for_sample(desk: Desk, person: Person, tenant_id: int, kind: str, locale: str, origin: Origin) -> None:
    """Have a sample sent to the person, and to nobody else. Raises TOO_MANY."""
    await desk.count_attempt(guessing.of_mail("test", person.email) + guessing.of_mails_from(origin.address))
    async with desk.changing() as conn:
        await enqueue(conn, Job(JOB, f"{tenant_id}/{new_id('pmail')}/{kind}/{locale}/{person.id}", None))


async def send_sample(context: JobContext, payload: str) -> None:
    """Send one, once: whoever asked for it asks again if it does not come."""
    tenant, mail_id, kind, locale, person_id = payload.split("/")
    async with borrowed(context.transactions.pool) as conn:
        person = await store.find(conn, person_id)
    if person is None or person.status != ACTIVE:
        return
    mail_from = context.settings.mail_from
    async with context.read(int(tenant)) as reader:
        if not reader.tenant.settings.mail_enabled:
            return
        message = await sample_mail(
            reader, kind, locale, person.email, mail_id=mail_id, mail_from=mail_from, now=wall_now(), is_test=True
        )
    try:
        await context.mail.send(message, sender=parseaddr(mail_from)[1], recipients=[person.email])
    except (NotTaken, MailUncertain, MessageError, ValueError) as error:
        log.warning("sample mail not sent", mail=mail_id, kind=kind, reason=str(error))
