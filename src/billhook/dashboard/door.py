"""The door: what happens between a request and the page that answers it.

Cookie, session, account, mode, permission, form; then the page. Everything that is refused is refused here, as a page.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

import asyncpg
import structlog
from starlette.requests import Request
from starlette.responses import Response

from billhook.dashboard.cookies import SESSION, is_form_token
from billhook.dashboard.form_bodies import form_body
from billhook.dashboard.formatting import Formats
from billhook.dashboard.keeping import forget_sent, recall, shown_again, sign_in_first
from billhook.dashboard.origin import is_from_our_page, origin_of
from billhook.dashboard.problems import Problem, problem_page
from billhook.dashboard.routing import PageRoute
from billhook.dashboard.visiting import Parts, Visit
from billhook.db.cause import Origin
from billhook.db.tenants import NoSuchTenant, Tenant
from billhook.db.unavailable import DatabaseUnavailable, log_outage
from billhook.hosted.words.catalogue import page_locale
from billhook.kernel.clock import wall_now
from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace
from billhook.people.actions.recognize import recognize
from billhook.people.actions.visiting import may_enter
from billhook.people.objects import Person
from billhook.people.rules import permissions
from billhook.people.rules.roles import Role
from billhook.sandboxes import store as sandboxes

log = structlog.get_logger(__name__)

_MODES = ("test", "live")
_ACCOUNT = re.compile(r"(acct_1[0-9A-Za-z]{1,40})(-live)?", re.ASCII)

CONFIRM = "/dashboard/me/confirm"
"""Where somebody proves once more who they are."""


def guarded(parts: Parts, route: PageRoute) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of a route: only whoever may see it comes through."""

    async def answer(request: Request) -> Response:
        try:
            visit = await _visit(parts, request, route)
            if isinstance(visit, Response):
                return visit
            return await _answered(visit, route)
        except (DatabaseUnavailable, asyncpg.LockNotAvailableError) as error:
            if isinstance(error, DatabaseUnavailable):
                log_outage(error)
            return problem_page(parts, Problem.AWAY)

    return answer


async def _answered(visit: Visit, route: PageRoute) -> Response:
    """The page, or what stands in its place."""
    is_sent = visit.request.method == "POST"
    handler = route.act if is_sent else route.show
    assert handler is not None
    try:
        if route.test_only and visit.tenant.livemode:
            return problem_page(visit.parts, Problem.NOT_FOUND, visit)
        _insist(visit, route.needs)
        if route.confirms and not visit.is_confirmed:
            return visit.back(f"{CONFIRM}?{urlencode({'next': visit.request.url.path})}")
        if is_sent:
            _insist(visit, route.does)
            refused = await _read_form(visit, route)
            if refused is not None:
                return refused
        if not is_sent:
            await recall(visit)
            return shown_again(visit, await handler(visit))
        response = await handler(visit)
        await forget_sent(visit, response)
        return response
    except ApiError as error:
        return problem_page(visit.parts, Problem.of(error), visit, sentence=error.message)
    except NoSuchTenant:
        return problem_page(visit.parts, Problem.NOT_FOUND)  # the sandbox was just deleted
    except (DatabaseUnavailable, asyncpg.LockNotAvailableError):
        raise
    except Exception:
        log.exception("page failed", request=visit.request_id, path=visit.request.url.path)
        return problem_page(visit.parts, Problem.BROKEN, visit)


def _insist(visit: Visit, permission: str) -> None:
    if permission:
        permissions.insist(Role(visit.person.role), permission, livemode=visit.tenant.livemode)


async def _read_form(visit: Visit, route: PageRoute) -> Response | None:
    """Read what was sent, if a page of ours sent it; the refusal otherwise. Nothing was done by then."""
    if not is_from_our_page(visit.request, visit.parts.settings.public_url):
        return problem_page(visit.parts, Problem.FOREIGN_FORM, visit)
    form = await form_body(visit.request, uploads=route.uploads)
    if form is None:
        return problem_page(visit.parts, Problem.UNREADABLE_FORM, visit)
    if not is_form_token(visit.token, form.get("csrf", "")):
        return problem_page(visit.parts, Problem.FOREIGN_FORM, visit)
    visit.form = form
    return None


async def _visit(parts: Parts, request: Request, route: PageRoute) -> Visit | Response:
    """Who it is and where they are; a redirect to the sign-in for strangers, a page for an address without a mode."""
    if parts.assets.missing:
        return problem_page(parts, Problem.NO_ASSETS)
    token = parts.cookies.read(request, SESSION)
    found = await recognize(parts.desk, token) if token else None
    if found is None:
        return await sign_in_first(parts, request, route)
    person, session = found
    mode = request.path_params.get("mode", "test")
    tenant = await _tenant(parts, person, mode)
    origin: Origin = replace(origin_of(request), session=session.id)
    if tenant is None or (tenant.parent is not None and route.is_of_account):
        return problem_page(parts, Problem.NOT_FOUND)
    if route.outside and "mode" in request.path_params and (tenant.root == person.account or tenant.livemode):
        return problem_page(parts, Problem.NOT_FOUND)
    formats = _formats(request, tenant, person.locale)
    sandbox = await _title(parts, tenant) if tenant.parent is not None else ""
    home = person.account
    if tenant.root != home:
        person = replace(person, account=tenant.root)
    return Visit(
        parts, request, person, session, token, tenant, origin, formats, is_outside=route.outside, sandbox=sandbox,
        home=home,
    )  # fmt: skip


async def _tenant(parts: Parts, person: Person, mode: str) -> Tenant | None:
    """The person's account in a mode, a sandbox of it, or another account that they may enter; None otherwise."""
    if mode in _MODES:
        return await parts.directory.tenant_named(person.account, livemode=mode == "live")
    named = _ACCOUNT.fullmatch(mode)
    if named is None:
        return None
    found = await parts.directory.tenant_named(named[1], livemode=named[2] is not None)
    if found is None or found.account == person.account:  # the own account has the addresses of its modes alone
        return None
    return found if found.root == person.account or await may_enter(parts.desk, person) else None


async def _title(parts: Parts, tenant: Tenant) -> str:
    """What the page calls a sandbox."""
    parent = await parts.directory.tenant_named(str(tenant.parent), livemode=False)
    if parent is None:
        return tenant.account
    async with parts.executor.transactions.read(parent) as reader:
        found = await sandboxes.find(reader, tenant.account)
    return found.title if found is not None else tenant.account


def _formats(request: Request, tenant: Tenant, chosen: str) -> Formats:
    settings: Any = tenant.settings
    locale = chosen or page_locale(request.headers.get("accept-language", ""), issuer=settings.locale)
    return Formats(locale, settings.time_zone, wall_now())
