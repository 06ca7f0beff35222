"""The team: who works here, inviting, and what can be done to somebody."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from billhook.dashboard.cookies import SESSION
from billhook.dashboard.headers import PAGE_HEADERS, SECRET_HEADERS
from billhook.dashboard.settings.framing import TEAM, framed
from billhook.dashboard.visiting import Visit
from billhook.people.actions import deactivate, invite
from billhook.people.actions.authenticator import reset_factors
from billhook.people.actions.change_role import change_role, hand_over
from billhook.people.actions.team import Member, member, team
from billhook.people.faults import PersonFault
from billhook.people.objects import Person
from billhook.people.rules.lifecycle import ACTIVE, DEACTIVATED, INVITED
from billhook.people.rules.roles import Role, manages

TONES = {ACTIVE: "done", INVITED: "calm", DEACTIVATED: "ended"}

ROLES = {
    Role.OWNER: "does everything",
    Role.ADMINISTRATOR: "money, settings and people",
    Role.DEVELOPER: "webhooks, products and prices; money in test mode alone",
    Role.SUPPORT: "invoices, payments, refunds and disputes",
    Role.ANALYST: "looks and changes nothing",
}


async def show(visit: Visit) -> Response:
    """Everybody."""
    people = await team(visit.parts.desk, visit.person)
    return framed(visit, "settings/team.html", here="team", title="Team", people=people, tones=TONES)


# ── Inviting ────────────────────────────────────────────────────────────────────────────────────
async def show_invite(visit: Visit) -> Response:
    """The form that invites."""
    return _invite(visit)


async def send_invite(visit: Visit) -> Response:
    """Invite somebody."""
    email, role = visit.form.text("email"), visit.form.text("role")
    try:
        invited = await invite.invite(visit.parts.desk, visit.person, email=email, role=role, origin=visit.origin)
    except PersonFault as fault:
        return _invite(visit, email, role, fault)
    return visit.back(f"{visit.outside(TEAM)}/{invited.id}", f"{invited.email} is invited; a mail is on its way.")


def _invite(visit: Visit, email: str = "", role: str = "", fault: PersonFault | None = None) -> Response:
    return framed(
        visit, "settings/invite.html", here="team", status=fault.status if fault is not None else 200,
        title="Invite person", email=email, role=role or Role.SUPPORT.value, roles=_roles_for(visit), fault=fault,
    )  # fmt: skip


async def copy_link(visit: Visit) -> Response:
    """Show a new link to somebody's invitation, once."""
    try:
        person, token = await invite.invitation_token(
            visit.parts.desk, visit.person, visit.named("person"), visit.origin
        )
    except PersonFault as fault:
        return visit.back(f"{visit.outside(TEAM)}/{visit.named('person')}", fault.sentence)
    link = f"{visit.parts.settings.dashboard_url}/dashboard/invitations/{token}"
    return await _member(visit, headers_of_secret=True, link=link, person=person)


# ── Somebody ────────────────────────────────────────────────────────────────────────────────────
async def show_member(visit: Visit) -> Response:
    """Somebody, and what can be done to them."""
    return await _member(visit)


async def _member(
    visit: Visit, fault: PersonFault | None = None, *,
    headers_of_secret: bool = False, link: str = "", person: Person | None = None, role: str = "",
) -> Response:  # fmt: skip
    found = await member(visit.parts.desk, visit.person, visit.named("person"))
    may_manage = visit.may("people:manage") and manages(Role(visit.person.role), Role(found.person.role))
    return framed(
        visit, "settings/member.html", here="team",
        status=fault.status if fault is not None else 200,
        headers=SECRET_HEADERS if headers_of_secret else PAGE_HEADERS,
        title=found.person.label, member=found, tones=TONES, fault=fault, link=link,
        may_manage=may_manage, roles=_roles_for(visit), role=role or found.person.role,
        may_hand_over=visit.may("ownership:transfer") and found.person.status == ACTIVE
        and found.person.id != visit.person.id and not visit.is_elsewhere,
    )  # fmt: skip


async def give_role(visit: Visit) -> Response:
    """Give somebody another role."""
    role = visit.form.text("role")
    try:
        other = await change_role(visit.parts.desk, visit.person, visit.named("person"), role, visit.origin)
    except PersonFault as fault:
        return await _member(visit, fault, role=role)
    return visit.back(f"{visit.outside(TEAM)}/{other.id}", f"{other.label} is now {Role(other.role).title}.")


def _roles_for(visit: Visit) -> list[tuple[str, str]]:
    mine = Role(visit.person.role)
    return [(role.value, f"{role.title}: {does}") for role, does in ROLES.items() if manages(mine, role)]


# ── Verbs that ask first ────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before a verb, and what is said after it.

    `{name}` is the person, and `{sessions}` says what becomes of their sessions.
    """

    heading: str
    sentence: str
    button: str
    done: str
    does: Callable[[Visit, str], Awaitable[Response | None]]
    is_danger: bool = False


async def _deactivate(visit: Visit, id: str) -> None:
    await deactivate.deactivate(visit.parts.desk, visit.person, id, visit.origin)


async def _reactivate(visit: Visit, id: str) -> None:
    await deactivate.reactivate(visit.parts.desk, visit.person, id, visit.origin)


async def _reset_factors(visit: Visit, id: str) -> None:
    await reset_factors(visit.parts.desk, visit.person, id, visit.origin)


async def _again(visit: Visit, id: str) -> None:
    await invite.invite_again(visit.parts.desk, visit.person, id, visit.origin)


async def _withdraw(visit: Visit, id: str) -> Response:
    person = await invite.withdraw_invitation(visit.parts.desk, visit.person, id, visit.origin)
    return visit.back(visit.outside(TEAM), f"The invitation of {person.email} is withdrawn.")


async def _hand_over(visit: Visit, id: str) -> Response:
    signed_in = await hand_over(visit.parts.desk, visit.person, visit.session, id, visit.origin)
    response = visit.back(visit.outside(TEAM), "You handed over ownership. You are an administrator now.")
    visit.parts.cookies.write(response, SESSION, signed_in.token)
    return response


QUESTIONS = {
    "deactivate": Question(
        "Deactivate {name}?", "{sessions}. What they did stays in the log. You can let them in again.",
        "Deactivate", "{name} is deactivated.", _deactivate, is_danger=True,
    ),
    "reactivate": Question(
        "Let {name} in again?", "They sign in with the password that they had, and have the role that they had.",
        "Reactivate", "{name} can sign in again.", _reactivate,
    ),
    "reset-factors": Question(
        "Remove the second factor of {name}?",
        "For somebody who lost their device. They are signed out, and their password alone lets them in.",
        "Remove second factor", "{name} signs in with the password alone.", _reset_factors, is_danger=True,
    ),
    "invite-again": Question(
        "Send the invitation to {name} again?", "The link of the mail before ends. The new one works for seven days.",
        "Send invitation", "A mail to {name} is on its way.", _again,
    ),
    "withdraw": Question(
        "Withdraw the invitation of {name}?", "Its links lead nowhere from now on.", "Withdraw invitation", "",
        _withdraw, is_danger=True,
    ),
    "hand-over": Question(
        "Hand over ownership to {name}?",
        "{name} becomes owner and signs in again. You become an administrator, and only an owner can undo that.",
        "Hand over ownership", "", _hand_over, is_danger=True,
    ),
}  # fmt: skip


def asking(verb: str) -> tuple[Callable[[Visit], Awaitable[Response]], Callable[[Visit], Awaitable[Response]]]:
    """The two handlers of a verb: one asks, one acts."""
    question = QUESTIONS[verb]

    async def ask(visit: Visit) -> Response:
        return _question(visit, question, await member(visit.parts.desk, visit.person, visit.named("person")))

    async def act(visit: Visit) -> Response:
        found = await member(visit.parts.desk, visit.person, visit.named("person"))
        try:
            answer = await question.does(visit, found.person.id)
        except PersonFault as fault:
            return _question(visit, question, found, fault)
        done = question.done.format(name=found.person.label)
        return answer or visit.back(f"{visit.outside(TEAM)}/{found.person.id}", done)

    return ask, act


def _ending(sessions: int) -> str:
    """What becomes of a person's sessions."""
    if not sessions:
        return "They are signed in nowhere"
    return "Their session ends now" if sessions == 1 else f"Their {sessions} sessions end now"


def _question(visit: Visit, question: Question, found: Member, fault: PersonFault | None = None) -> Response:
    words = {"name": found.person.label, "sessions": _ending(found.sessions)}
    return framed(
        visit, "settings/question.html", here="team", status=fault.status if fault is not None else 200,
        title=question.heading.format(**words), sentence=question.sentence.format(**words), question=question,
        member=found, fault=fault,
    )  # fmt: skip
