"""Ending one's own sessions."""

from starlette.responses import Response

from billhook.dashboard.cookies import SESSION
from billhook.dashboard.me.devices import device_named
from billhook.dashboard.me.pages import ME
from billhook.dashboard.visiting import Visit
from billhook.kernel import errors
from billhook.people.actions.end_sessions import end_session, own_sessions, sign_out_everywhere
from billhook.people.objects import Session


async def ask_end(visit: Visit) -> Response:
    """Ask before a session ends."""
    session = await _session(visit)
    return visit.page(
        "me/question.html", title=f"Sign out {device_named(session.device)}?", button="Sign out",
        sentences=[f"Last seen {visit.formats.moment(session.last_seen)} from {session.address}. It is over at once."],
    )  # fmt: skip


async def end(visit: Visit) -> Response:
    """End a session."""
    session = await _session(visit)
    await end_session(visit.parts.desk, visit.person, session.id, visit.origin)
    if session.id == visit.session.id:
        return _away(visit, "You are signed out.")
    return visit.back(ME, f"{device_named(session.device)} is signed out.")


async def ask_everywhere(visit: Visit) -> Response:
    """Ask before every session ends."""
    number = len(await own_sessions(visit.parts.desk, visit.person))
    those = "session is" if number == 1 else "sessions are"
    return visit.page(
        "me/question.html", title="Sign out everywhere?", button="Sign out everywhere",
        sentences=[f"{number} {those} over at once, this one too. You sign in again here."],
    )  # fmt: skip


async def everywhere(visit: Visit) -> Response:
    """End every session."""
    await sign_out_everywhere(visit.parts.desk, visit.person, visit.origin)
    return _away(visit, "You are signed out everywhere.")


def _away(visit: Visit, notice: str) -> Response:
    response = visit.back("/dashboard/sign-in", notice)
    response.headers["Clear-Site-Data"] = '"cache"'
    visit.parts.cookies.forget(response, SESSION)
    return response


async def _session(visit: Visit) -> Session:
    """The session of the address. Raises NO_SUCH_PATH: somebody else's is not there."""
    id = visit.named("session")
    for session in await own_sessions(visit.parts.desk, visit.person):
        if session.id == id:
            return session
    raise errors.NO_SUCH_PATH(noun="session", id=id)
