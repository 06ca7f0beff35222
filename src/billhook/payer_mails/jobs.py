"""What the worker does with mails to payers. What is due says `invoices/jobs.py`, which has the rows."""

from billhook.db.jobs import JobContext, Run
from billhook.payer_mails.actions.deliver import deliver
from billhook.payer_mails.actions.send_sample import JOB, send_sample


async def _deliver(context: JobContext, payload: str) -> None:
    tenant, mail = payload.split("/")
    await deliver(context, int(tenant), mail)


JOBS: dict[str, Run] = {"invoices.mail": _deliver, JOB: send_sample}
