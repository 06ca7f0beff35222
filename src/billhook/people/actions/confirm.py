"""Prove once more who one is, before something dangerous."""

from billhook.db.cause import Origin
from billhook.kernel.clock import wall_now
from billhook.people import store
from billhook.people.actions.refusals import count_refusal
from billhook.people.desk import Desk
from billhook.people.faults import NOT_THE_PASSWORD, PersonFault
from billhook.people.objects import Person, Session
from billhook.people.rules import guessing, refusals


async def confirm(desk: Desk, person: Person, session: Session, password: str, origin: Origin) -> None:
    """Compare the password, and remember in the session that it was right. Raises NOT_THE_PASSWORD and TOO_MANY."""
    budgets = guessing.of_confirmation(session.id)
    try:
        await desk.count_attempt(budgets)
    except PersonFault:
        await count_refusal(desk, refusals.CONFIRM_SLOWED, person, origin, is_signed_in=True)
        raise
    if not await desk.hashing.matches(person.password, password):
        await count_refusal(desk, refusals.CONFIRM, person, origin, is_signed_in=True)
        raise NOT_THE_PASSWORD()
    async with desk.changing() as conn:
        for budget in budgets:
            await store.forget(conn, budget.subject)
        await store.confirm_session(conn, session.id, wall_now())
