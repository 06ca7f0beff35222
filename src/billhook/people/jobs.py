"""What the worker does for people: it hands over their mails."""

from billhook.db.due import Due
from billhook.db.jobs import JobContext, Run
from billhook.people.actions.deliver_mail import deliver_mail
from billhook.people.mails_store import MAIL_JOB


async def _mail(context: JobContext, payload: str) -> None:
    await deliver_mail(context, payload)


JOBS: dict[str, Run] = {MAIL_JOB: _mail}

DUE = (Due(MAIL_JOB, "people_mails", "next_attempt_at", above_tenants=True),)
"""Mails that wait, and those that a worker left behind."""
