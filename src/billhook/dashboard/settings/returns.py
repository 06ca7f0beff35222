"""The address at which a relay tells what became of mails: made here, and shown once."""

from starlette.responses import Response

from billhook.dashboard.asking import Place, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.headers import SECRET_HEADERS
from billhook.dashboard.settings.framing import framed
from billhook.dashboard.visiting import Done, Visit
from billhook.mail_returns import store, verbs
from billhook.mail_returns.objects import NewSecret
from billhook.mail_returns.rules.relays import RELAYS
from billhook.wire import addresses

PATH, _MAILS = "/settings/mails/returns", "/settings/mails"


async def ask(visit: Visit) -> Response:
    """Say what the address is for, and what happens to the one before."""
    async with visit.reader() as reader:
        since = await store.secret_since(reader)
    former = f"The address that was made on {visit.formats.day(since)} stops working at once." if since else ""
    question = Confirmation(
        heading="Make another address for news of mails?" if since else "Make an address for news of mails?",
        sentences=(
            "Your relay tells there which mails arrived, bounced or were reported as spam.",
            *([former] if former else []),
            "It takes the news of both modes. It is shown only once.",
        ),
        button="Make address",
        notice="The address is made.",
    )
    return ask_page(visit, Place("settings", [(visit.to(_MAILS), "Mails")], visit.to(_MAILS)), question)


async def make(visit: Visit) -> Response:
    """Make it, and show it."""
    made: NewSecret | Done = await visit.run(verbs.ROLL_SECRET)
    if isinstance(made, Done):
        return visit.back(visit.to(_MAILS), "This was done already. The address is shown only once.")
    return framed(
        visit, "settings/returns.html", here="mails", title="Address for news of mails",
        address=addresses.mail_news(visit.tenant, made.token), relays=RELAYS, away=visit.to(_MAILS),
        headers=SECRET_HEADERS,
    )  # fmt: skip
