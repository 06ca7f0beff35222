"""What pages share whose readers are not signed in. Their forms carry a token that is bound to a cookie of the visitor.

These pages are kept nowhere, and their addresses, which may hold a token, are told to nobody.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from billhook.dashboard.cookies import DEVICE, DEVICE_SECONDS, NOTICE, SESSION, STEP, VISITOR, form_token, is_form_token
from billhook.dashboard.form_bodies import FormBody, form_body
from billhook.dashboard.headers import SECRET_HEADERS
from billhook.dashboard.origin import is_from_our_page
from billhook.dashboard.passkey_name import site_of
from billhook.dashboard.problems import Problem, problem_page
from billhook.dashboard.visiting import Parts
from billhook.db.unavailable import DatabaseUnavailable, log_outage
from billhook.people.desk import SignedIn
from billhook.people.faults import PersonFault
from billhook.people.rules.passkey_site import Site
from billhook.people.rules.sessions import REMEMBERED_SECONDS

HOME = "/dashboard/test"

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Outside:
    """Pages and forms before anybody is signed in."""

    parts: Parts

    def site(self, request: Request) -> Site | None:
        """Who asks devices for passkeys; None if browsers offer none under the name of this request."""
        return site_of(self.parts.settings, request)

    def safe(self, handler: Endpoint) -> Endpoint:
        """The same without surprises: a page when the files or the database are missing."""

        async def answer(request: Request) -> Response:
            if self.parts.assets.missing:
                return problem_page(self.parts, Problem.NO_ASSETS)
            try:
                return await handler(request)
            except DatabaseUnavailable as error:
                log_outage(error)
                return problem_page(self.parts, Problem.AWAY)

        return answer

    def acting(self, handler: Callable[[Request, FormBody], Awaitable[Response]]) -> Endpoint:
        """What answers a form: a page of ours sent it for this visitor, and nobody else did."""

        async def answer(request: Request) -> Response:
            form = await self._form(request)
            if form is None:
                return problem_page(self.parts, Problem.FOREIGN_FORM)
            return await handler(request, form)

        return self.safe(answer)

    async def _form(self, request: Request) -> FormBody | None:
        if not is_from_our_page(request, self.parts.settings.public_url):
            return None
        form = await form_body(request)
        token = self.parts.cookies.read(request, VISITOR)
        return form if form is not None and is_form_token(token, form.get("csrf", "")) else None

    def page(
        self, request: Request, template: str, *, status: int = 200, fault: PersonFault | None = None, **values: object
    ) -> Response:
        """A page of its own; a fault brings its status along."""
        visitor = self.parts.cookies.visitor(request)
        notice = self.parts.cookies.notice(request)
        given = {"name": "", "email": "", "wanted": "", "remember": False, "site": self.site(request), **values}
        html = self.parts.templates[template].render(
            assets=self.parts.assets, csrf=form_token(visitor), fault=fault, notice=notice, **given
        )
        response = Response(
            html,
            status_code=fault.status if fault is not None else status,
            media_type="text/html; charset=utf-8",
            headers=dict(SECRET_HEADERS),
        )
        self.parts.cookies.write(response, VISITOR, visitor)
        if notice:
            self.parts.cookies.forget(response, NOTICE)
        return response

    def over(self, request: Request) -> Response:
        """The page of a link that leads nowhere."""
        return self.page(request, "signing_in/link_is_over.html", status=410)

    def onward(self, address: str, notice: str = "") -> Response:
        """Go on to another page, which says what was done."""
        response = RedirectResponse(address, status_code=303, headers=dict(SECRET_HEADERS))
        if notice:
            self.parts.cookies.say(response, notice)
        return response

    def let_in(self, signed_in: SignedIn, wanted: str) -> Response:
        """A new token with each sign-in: whoever knew an earlier one knows nothing."""
        response = self.onward(wanted or HOME)
        seconds = REMEMBERED_SECONDS if signed_in.session.remembered else None
        self.parts.cookies.write(response, SESSION, signed_in.token, seconds=seconds)
        self.parts.cookies.forget(response, VISITOR)
        self.parts.cookies.forget(response, STEP)
        if signed_in.device is not None:
            self.parts.cookies.write(response, DEVICE, signed_in.device, seconds=DEVICE_SECONDS)
        return response


def inside(address: str) -> str:
    """An address within the Dashboard, or nothing: nobody is sent elsewhere by what stands in an address."""
    parts = urlsplit(address)
    is_ours = not parts.scheme and not parts.netloc and f"{parts.path}/".startswith("/dashboard/")
    is_plain = address.isascii() and address.isprintable() and "\\" not in address
    return address if is_ours and is_plain and "//" not in parts.path else ""
