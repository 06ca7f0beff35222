"""Send a test mail to oneself."""

from billhook.db.cause import Origin
from billhook.kernel.clock import wall_now
from billhook.kernel.ids import new_id
from billhook.people import mails_store
from billhook.people.desk import Desk
from billhook.people.objects import Person, PersonMail
from billhook.people.rules import guessing


async def send_test_mail(desk: Desk, person: Person, origin: Origin) -> None:
    """Have a mail sent to the person. Raises TOO_MANY."""
    await desk.count_attempt(guessing.of_mail("test", person.email) + guessing.of_mails_from(origin.address))
    async with desk.changing() as conn:
        await mails_store.queue(conn, PersonMail(new_id("pmail"), "test", person.email, person.id, wall_now(), 0))
