"""Signing in and out, and the page behind the first link."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from billhook.dashboard.cookies import DEVICE, SESSION, STEP
from billhook.dashboard.form_bodies import FormBody
from billhook.dashboard.origin import origin_of
from billhook.dashboard.signing_in.outside import HOME, Outside, inside
from billhook.dashboard.visiting import Visit
from billhook.people.actions import change_profile
from billhook.people.actions import create_owner as owners
from billhook.people.actions.second_factor import sign_in_with_code
from billhook.people.actions.sign_in import sign_in
from billhook.people.actions.sign_out import sign_out as leave
from billhook.people.desk import CodeWanted
from billhook.people.faults import PersonFault
from billhook.people.rules.passwords import LENGTH_ALONE
from billhook.people.rules.sessions import STEP_SECONDS

_SIGN_IN = "/dashboard/sign-in"
_FIRST_STEP = "/dashboard/test/start/business"


@dataclass(frozen=True, slots=True)
class WayIn:
    """The pages of `/dashboard/sign-in` and `/dashboard/welcome`."""

    outside: Outside

    def routes(self, prefix: str) -> list[Route]:
        """Their routes below a prefix."""
        safe, acting = self.outside.safe, self.outside.acting
        return [
            Route(f"{prefix}/sign-in", safe(self._show_sign_in), methods=["GET"]),
            Route(f"{prefix}/sign-in", acting(self._sign_in), methods=["POST"]),
            Route(f"{prefix}/sign-in/code", safe(self._show_code), methods=["GET"]),
            Route(f"{prefix}/sign-in/code", acting(self._sign_in_with_code), methods=["POST"]),
            Route(f"{prefix}/welcome/{{token}}", safe(self._show_welcome), methods=["GET"]),
            Route(f"{prefix}/welcome/{{token}}", acting(self._create_owner), methods=["POST"]),
        ]

    # ── Signing in ──────────────────────────────────────────────────────────────────────────────
    async def _show_sign_in(self, request: Request) -> Response:
        wanted = inside(request.query_params.get("next", ""))
        return self.outside.page(request, "signing_in/sign_in.html", wanted=wanted)

    async def _sign_in(self, request: Request, form: FormBody) -> Response:
        parts, wanted, remember = self.outside.parts, inside(form.text("next")), bool(form.text("remember"))
        try:
            signed_in = await sign_in(
                parts.desk,
                form.text("email"),
                form.get("password", ""),
                origin_of(request),
                device=parts.cookies.read(request, DEVICE) or None,
                former=parts.cookies.read(request, SESSION) or None,
                remember=remember,
            )
        except PersonFault as fault:
            return self.outside.page(
                request, "signing_in/sign_in.html", fault=fault, wanted=wanted, email=form.text("email"),
                remember=remember,
            )  # fmt: skip
        if isinstance(signed_in, CodeWanted):
            response = self.outside.onward(_code_address(wanted, remember="1" if remember else ""))
            parts.cookies.write(response, STEP, signed_in.token, seconds=STEP_SECONDS)
            return response
        return self.outside.let_in(signed_in, wanted)

    # ── The second factor ───────────────────────────────────────────────────────────────────────
    async def _show_code(self, request: Request) -> Response:
        if not self.outside.parts.cookies.read(request, STEP):
            return self.outside.onward(_SIGN_IN)
        query = request.query_params
        wanted, remember = inside(query.get("next", "")), "remember" in query
        return self._code(request, wanted, remember=remember, is_recovery="recovery" in query)

    async def _sign_in_with_code(self, request: Request, form: FormBody) -> Response:
        parts, wanted, remember = self.outside.parts, inside(form.text("next")), bool(form.text("remember"))
        try:
            signed_in, left = await sign_in_with_code(
                parts.desk, parts.cookies.read(request, STEP), form.text("code"), origin_of(request),
                device=parts.cookies.read(request, DEVICE) or None,
                former=parts.cookies.read(request, SESSION) or None, remember=remember,
            )  # fmt: skip
        except PersonFault as fault:
            if fault.status == 410:
                return self.outside.onward(_SIGN_IN, "That took too long. Sign in again.")
            is_recovery = bool(form.text("recovery"))
            return self._code(request, wanted, remember=remember, is_recovery=is_recovery, fault=fault)
        response = self.outside.let_in(signed_in, wanted)
        if left is not None:
            parts.cookies.say(response, f"You used a recovery code. {left} {'is' if left == 1 else 'are'} left.")
        return response

    def _code(
        self, request: Request, wanted: str, *, remember: bool, is_recovery: bool, fault: PersonFault | None = None
    ) -> Response:
        other = _code_address(wanted, recovery="" if is_recovery else "1", remember="1" if remember else "")
        return self.outside.page(
            request, "signing_in/code.html", wanted=wanted, fault=fault, remember=remember, is_recovery=is_recovery,
            other=other,
        )  # fmt: skip

    # ── The first owner ─────────────────────────────────────────────────────────────────────────
    async def _show_welcome(self, request: Request) -> Response:
        if await owners.open_link(self.outside.parts.desk, request.path_params["token"], "first_run") is None:
            return self.outside.over(request)
        return self.outside.page(request, "signing_in/welcome.html", least=LENGTH_ALONE)

    async def _create_owner(self, request: Request, form: FormBody) -> Response:
        name, email = form.text("name"), form.text("email")
        try:
            owner = await owners.create_owner(
                self.outside.parts.desk, request.path_params["token"],
                name=name, email=email, password=form.get("password", ""), origin=origin_of(request),
            )  # fmt: skip
        except PersonFault as fault:
            if fault.status == 410:
                return self.outside.over(request)
            return self.outside.page(
                request, "signing_in/welcome.html", fault=fault, least=LENGTH_ALONE, name=name, email=email
            )
        return self.outside.let_in(owner, _FIRST_STEP)


def _code_address(wanted: str, **more: str) -> str:
    given = {name: value for name, value in {"next": wanted, **more}.items() if value}
    return f"{_SIGN_IN}/code{f'?{urlencode(given)}' if given else ''}"


async def sign_out(visit: Visit) -> Response:
    """End the session of this device."""
    await leave(visit.parts.desk, visit.person, visit.session, visit.origin)
    response = visit.back("/dashboard/sign-in", "You are signed out.")
    response.headers["Clear-Site-Data"] = '"cache"'
    visit.parts.cookies.forget(response, SESSION)
    return response


async def choose_theme(visit: Visit) -> Response:
    """How the pages look to this person."""
    await change_profile.choose_theme(visit.parts.desk, visit.person, visit.form.text("theme"))
    return visit.back(inside(visit.form.text("back")) or HOME)


async def choose_single_keys(visit: Visit) -> Response:
    """Whether shortcuts of a single key work for this person."""
    await change_profile.choose_single_keys(visit.parts.desk, visit.person, visit.form.text("single_keys") == "on")
    return visit.back(inside(visit.form.text("back")) or HOME)
