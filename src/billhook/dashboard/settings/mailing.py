"""A test mail to oneself, to see whether mails arrive."""

from starlette.responses import Response

from billhook.dashboard.visiting import Visit
from billhook.people.actions.send_test_mail import send_test_mail
from billhook.people.faults import PersonFault


async def ask(visit: Visit) -> Response:
    """The page that has the button."""
    return visit.back(visit.to("/settings/mails"))


async def send(visit: Visit) -> Response:
    """Send it."""
    page = visit.to("/settings/mails")
    try:
        await send_test_mail(visit.parts.desk, visit.person, visit.origin)
    except PersonFault as fault:
        return visit.back(page, fault.sentence)
    return visit.back(page, f"A test mail to {visit.person.email} is on its way.")
