"""What the worker does for invoices; each job is one call of an action, and safe to run twice."""

from collections.abc import Awaitable, Callable
from typing import Any

from billhook.db.jobs import JobContext, Run
from billhook.invoices.actions.advance import advance
from billhook.invoices.actions.collect import collect
from billhook.invoices.actions.deliver_mail import deliver_mail
from billhook.invoices.actions.reconcile import reconcile_later
from billhook.invoices.actions.take_due_steps import take_due_steps


def _each(action: Callable[[JobContext, int, str], Awaitable[None]]) -> Run:
    """A job of one action; its payload names the tenant and what the action is about."""

    async def run(context: JobContext, payload: str) -> None:
        tenant, about = payload.split("/")
        await action(context, int(tenant), about)

    return run


JOBS: dict[str, Run] = {
    "invoices.mail": _each(deliver_mail),
    "invoices.advance": _each(advance),
    "invoices.collect": _each(collect),
    "invoices.due_steps": _each(take_due_steps),
    "invoices.reconcile": _each(reconcile_later),
}

_DUE_MAILS = """
    SELECT 'invoices.mail', t.id || '/' || due.id
    FROM tenants t CROSS JOIN LATERAL (
        SELECT m.id FROM invoice_mails m WHERE m.tenant = t.id AND m.next_attempt_at <= $1
        ORDER BY m.next_attempt_at LIMIT $2
    ) due LIMIT $2"""

_DUE_DRAFTS = """
    SELECT 'invoices.advance', t.id || '/' || due.id
    FROM tenants t CROSS JOIN LATERAL (
        SELECT i.id FROM invoices i WHERE i.tenant = t.id AND i.automatically_finalizes_at <= $1
        ORDER BY i.automatically_finalizes_at LIMIT $2
    ) due LIMIT $2"""


_DUE_ATTEMPTS = """
    SELECT 'invoices.collect', t.id || '/' || due.id
    FROM tenants t CROSS JOIN LATERAL (
        SELECT i.id FROM invoices i
        WHERE i.tenant = t.id AND i.status = 'open' AND i.auto_advance AND i.next_payment_attempt <= $1
        ORDER BY i.next_payment_attempt LIMIT $2
    ) due LIMIT $2"""


_DUE_STEPS = """
    SELECT 'invoices.due_steps', t.id || '/' || due.id
    FROM tenants t CROSS JOIN LATERAL (
        SELECT i.id FROM invoices i WHERE i.tenant = t.id AND i.status = 'open' AND i.next_due_step_at <= $1
        ORDER BY i.next_due_step_at LIMIT $2
    ) due LIMIT $2"""

_DUE_CASH = """
    SELECT 'invoices.reconcile', t.id || '/' || due.id
    FROM tenants t CROSS JOIN LATERAL (
        SELECT c.id FROM customers c WHERE c.tenant = t.id AND c.reconciles_at <= $1
        ORDER BY c.reconciles_at LIMIT $2
    ) due LIMIT $2"""

_DUE = (_DUE_MAILS, _DUE_DRAFTS, _DUE_ATTEMPTS, _DUE_STEPS, _DUE_CASH)


async def due(conn: Any, now: int, limit: int) -> list[tuple[str, str]]:
    """Mails, drafts, attempts to collect, steps around a due date and cash whose moment has come, for the sweep."""
    rows = [row for due_rows in _DUE for row in await conn.fetch(due_rows, now, limit)]
    return [(row[0], row[1]) for row in rows[:limit]]
