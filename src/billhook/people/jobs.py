"""What the worker does for people: it hands over their mails, and tells their log what was refused."""

from billhook.db.due import Due
from billhook.db.jobs import JobContext, Run
from billhook.people.actions.deliver_mail import deliver_mail
from billhook.people.actions.refusals import tell_refusals
from billhook.people.mails_store import MAIL_JOB
from billhook.people.refusals_store import REFUSALS_JOB


async def _mail(context: JobContext, payload: str) -> None:
    await deliver_mail(context, payload)


async def _refusals(context: JobContext, payload: str) -> None:
    await tell_refusals(context, payload)


JOBS: dict[str, Run] = {MAIL_JOB: _mail, REFUSALS_JOB: _refusals}

DUE = (
    Due(MAIL_JOB, "people_mails", "next_attempt_at", above_tenants=True),
    Due(REFUSALS_JOB, "people_refusals", "due_at", above_tenants=True),
)
"""Mails that wait, and those that a worker left behind; attempts that the log does not tell of yet."""
