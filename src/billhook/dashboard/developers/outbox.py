"""The mails to payers: a log of what was sent to whom and what became of it, and each as its reader sees it."""

from collections.abc import Mapping
from email.message import EmailMessage

from starlette.responses import Response

from billhook.dashboard.developers import words
from billhook.dashboard.developers.sections import DEVELOPERS, OUTBOX
from billhook.dashboard.developers.subjects import subjects_of
from billhook.dashboard.headers import MAIL_HEADERS
from billhook.dashboard.mail_bodies import html_of, text_of
from billhook.dashboard.paging import cursors, pager
from billhook.dashboard.visiting import Visit
from billhook.invoices import mails_store, verbs
from billhook.invoices.mails_store import AskedMail
from billhook.invoices.params import ListMails
from billhook.invoices.rules.mailing import MAIL_STATES
from billhook.kernel import errors
from billhook.mail_returns import store as mail_returns
from billhook.mail_returns.rules.notices import comparable
from billhook.payer_mails.loading import Loaded, load
from billhook.payer_mails.mail_composing import message_of
from billhook.payer_mails.papers import papers_of

_ADDRESS_MAX = 500


async def show_list(visit: Visit) -> Response:
    """The mails of this mode, newest first: all, or those to one address or in one state."""
    filters = filters_of(visit)
    mails, has_more = await visit.look(verbs.LIST_MAILS, wanted(filters, **cursors(visit)))
    subjects = await subjects_of(visit, mails)
    return DEVELOPERS.page(
        visit,
        "developers/outbox.html",
        OUTBOX,
        title="Outbox",
        rows=[(mail, subjects[mail.id], words.MAIL[mail.state]) for mail in mails],
        pager=pager(visit, OUTBOX, [mail.id for mail in mails], has_more=has_more, query=filters),
        filters=filters,
        states=[("", "All"), *((state, words.MAIL[state][0]) for state in MAIL_STATES)],
        is_new=not mails and not visit.request.url.query,
        export=visit.to(f"{OUTBOX}/export.csv", **filters),
        is_sent_out=visit.parts.settings.smtp_url is not None,
    )


def filters_of(visit: Visit) -> dict[str, str]:
    """What the address of the page asks for: a whole e-mail and a state; empty where it does not."""
    state = visit.asked("state")
    return {"to": visit.asked("to")[:_ADDRESS_MAX], "state": state if state in MAIL_STATES else ""}


def wanted(filters: Mapping[str, str], **more: object) -> ListMails:
    """The parameters of the log for these filters."""
    return ListMails.of(recipient=filters["to"] or None, state=filters["state"] or None, **more)


async def show(visit: Visit) -> Response:
    """One mail: its head, what became of it, and a frame with what its reader sees."""
    mail, loaded = await _found(visit)
    message = await _message(visit, loaded)
    async with visit.reader() as reader:
        found = [await mail_returns.in_force(reader, comparable(each)) for each in mail.everybody]
    return DEVELOPERS.page(
        visit,
        "developers/mail.html",
        OUTBOX,
        title=str(message["Subject"]),
        up=((visit.to(OUTBOX), "Outbox"),),
        mail=mail,
        state=words.MAIL[mail.state],
        invoice=loaded.details.invoice if loaded.details is not None else None,
        payment=loaded.charge.payment_intent if loaded.details is None and loaded.charge is not None else None,
        customer=loaded.account.customer if loaded.account is not None else None,
        head=[(name, str(message[name])) for name in ("From", "To", "Cc", "Reply-To") if message[name] is not None],
        attachments=[str(part.get_filename()) for part in message.iter_attachments()],
        text=text_of(message, "plain"),
        suppressions=[each for each in found if each is not None],
        is_text=visit.asked("as") == "text",
    )


async def show_body(visit: Visit) -> Response:
    """The mail as its reader sees it: a document of its own. No script runs in it, it fetches nothing, and its links
    open a tab."""
    _, loaded = await _found(visit)
    message = await _message(visit, loaded)
    return Response(html_of(message), media_type="text/html; charset=utf-8", headers=dict(MAIL_HEADERS))


async def _found(visit: Visit) -> tuple[AskedMail, Loaded]:
    async with visit.reader() as reader:
        mail = await mails_store.find_asked(reader, visit.named("mail"))
        if mail is None:
            raise errors.NO_SUCH_PATH(noun="mail", id=visit.named("mail"))
        return mail, await load(reader, mail)


async def _message(visit: Visit, loaded: Loaded) -> EmailMessage:
    return message_of(loaded, await papers_of(loaded), mail_from=visit.parts.settings.mail_from)
