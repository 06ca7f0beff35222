"""Let mails go to an address again after they came back."""

from starlette.responses import Response

from billhook.dashboard.asking import Place, act_on, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.developers.sections import OUTBOX
from billhook.dashboard.visiting import Visit
from billhook.invoices import mails_store
from billhook.kernel import errors
from billhook.mail_returns import store, verbs
from billhook.mail_returns.objects import Suppression
from billhook.mail_returns.rules.notices import comparable


async def ask(visit: Visit) -> Response:
    """Say why the address gets no mails, before it does again."""
    suppression = await suppression_of(visit, await _address(visit))
    return ask_page(visit, _place(visit), question(visit, suppression))


async def act(visit: Visit) -> Response:
    """Allow the address, and lead back to the mail."""
    suppression = await suppression_of(visit, await _address(visit))
    return await act_on(visit, _place(visit), question(visit, suppression), verbs.ALLOW, suppression.address)


async def suppression_of(visit: Visit, address: str) -> Suppression:
    """What is stored of an address. Raises NO_SUCH_PATH if its mails never came back."""
    async with visit.reader() as reader:
        found = await store.find(reader, comparable(address))
    if found is None:
        raise errors.NO_SUCH_PATH(noun="suppressed address", id=address)
    return found


def question(visit: Visit, suppression: Suppression) -> Confirmation:
    """The question about an address."""
    day = visit.formats.day(suppression.suppressed_at)
    cause = {
        "bounced": f"A mail to it bounced on {day}.",
        "complained": f"Its reader reported a mail as spam on {day}.",
    }[suppression.reason]
    said = (f"The server said: {suppression.words}",) if suppression.words else ()
    return Confirmation(
        heading=f"Allow mails to {suppression.address}?",
        sentences=(cause, *said, "Mails that were not sent meanwhile stay unsent; send them again from their invoice."),
        button="Allow this address",
        notice=f"Mails go to {suppression.address} again.",
    )


async def _address(visit: Visit) -> str:
    """The one that the page names, of those to which the mail went; its recipient if it names none."""
    async with visit.reader() as reader:
        mail = await mails_store.find_asked(reader, visit.named("mail"))
    if mail is None:
        raise errors.NO_SUCH_PATH(noun="mail", id=visit.named("mail"))
    asked = comparable(visit.asked("to"))
    return next((each for each in mail.everybody if comparable(each) == asked), mail.recipient)


def _place(visit: Visit) -> Place:
    here = visit.to(f"{OUTBOX}/{visit.named('mail')}")
    return Place("developers", [(visit.to(OUTBOX), "Outbox"), (here, "Mail")], here)
