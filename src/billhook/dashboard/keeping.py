"""What somebody typed while their session ended: kept at the door, and shown again in its form after they sign in."""

from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from billhook.dashboard.cookies import KEPT, SESSION, is_form_token
from billhook.dashboard.form_bodies import FormBody, form_body
from billhook.dashboard.headers import PAGE_HEADERS, SECRET_HEADERS
from billhook.dashboard.origin import is_from_our_page
from billhook.dashboard.refilling import refilled
from billhook.dashboard.routing import PageRoute
from billhook.dashboard.visiting import Parts, Visit
from billhook.people.actions.keep_form import forget_form, keep_form, kept_form
from billhook.people.rules.kept_forms import KEPT_SECONDS

_ASKED = "kept"
_SIGN_IN = "/dashboard/sign-in"
_WILL_BE_BACK = "You were signed out. Sign in, and what you typed is in its form again."
_IS_BACK = "This is what you typed before you were signed out. Nothing of it was sent."


async def sign_in_first(parts: Parts, request: Request, route: PageRoute) -> Response:
    """Whoever is not signed in goes to the door, and from there back to where they were. A script is told where."""
    is_sent = request.method == "POST"
    token = await _keep(parts, request, route) if is_sent and route.keeps else None
    query = [pair for pair in parse_qsl(request.url.query, keep_blank_values=True) if pair[0] != _ASKED]
    if token is not None:
        query.append((_ASKED, "1"))
    wanted = f"{request.url.path}?{urlencode(query)}" if query else request.url.path
    leads_back = route.show is not None
    address = f"{_SIGN_IN}?{urlencode({'next': wanted})}" if leads_back else _SIGN_IN
    response: Response
    if is_sent and request.headers.get("accept", "").startswith("application/json"):
        response = JSONResponse({"sign_in": address}, status_code=401, headers=dict(SECRET_HEADERS))
    else:
        response = RedirectResponse(address, status_code=303, headers=dict(PAGE_HEADERS))
    if token is not None:
        parts.cookies.write(response, KEPT, token, seconds=KEPT_SECONDS)
        parts.cookies.say(response, _WILL_BE_BACK)
    return response


async def _keep(parts: Parts, request: Request, route: PageRoute) -> str | None:
    """The token of what is kept, if a page of ours sent it that was made for the session that is over."""
    session = parts.cookies.read(request, SESSION)
    if not session or not is_from_our_page(request, parts.settings.public_url):
        return None
    form = await form_body(request)
    if form is None or not is_form_token(session, form.get("csrf", "")):
        return None
    return await keep_form(parts.desk, session, request.url.path, _pairs(form))


def _pairs(form: FormBody) -> list[tuple[str, str]]:
    return [(name, value) for name in form for value in form.every(name)]


async def recall(visit: Visit) -> None:
    """Have the visit know what its form is to show, if the address asks for it and this browser holds its token."""
    token = visit.parts.cookies.read(visit.request, KEPT)
    if not token or not visit.asked(_ASKED) or visit.request.method != "GET":
        return
    fields = await kept_form(visit.parts.desk, visit.person.id, token, visit.request.url.path)
    if fields is not None:
        visit.kept = FormBody(fields)
        visit.notice = _IS_BACK


def shown_again(visit: Visit, response: Response) -> Response:
    """The page with what was typed in its form."""
    if visit.kept is None or response.status_code != 200 or response.media_type != "text/html; charset=utf-8":
        return response
    fields = {name: visit.kept.every(name) for name in visit.kept}
    html = refilled(bytes(response.body).decode(), visit.request.url.path, fields)
    again = Response(html, 200, dict(SECRET_HEADERS), response.media_type)
    for name, value in response.raw_headers:
        if name == b"set-cookie":
            again.raw_headers.append((name, value))
    return again


async def forget_sent(visit: Visit, response: Response) -> None:
    """What was kept of a form goes once the form is sent and taken."""
    token = visit.parts.cookies.read(visit.request, KEPT)
    if not token or response.status_code >= 400:
        return
    if await forget_form(visit.parts.desk, visit.person.id, token, visit.request.url.path):
        visit.parts.cookies.forget(response, KEPT)
