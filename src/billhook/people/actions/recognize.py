"""Recognize somebody by the token of their session."""

from billhook.kernel.clock import wall_now
from billhook.people import store
from billhook.people.desk import Desk
from billhook.people.objects import Person, Session
from billhook.people.rules import sessions
from billhook.people.rules.lifecycle import ACTIVE


async def recognize(desk: Desk, token: str) -> tuple[Person, Session] | None:
    """Who holds the token, if their session goes on. Nothing is remembered: an ended session ends at once."""
    now = wall_now()
    async with desk.looking() as conn:
        found = await store.session(conn, token)
        if found is None:
            return None
        session, person = found
        if session.is_over(now) or person.status != ACTIVE:
            return None
        if now - session.last_seen >= sessions.SEEN_EVERY_SECONDS:
            await store.touch_session(conn, session.id, now)
    return person, session
