"""The pages behind links that are mailed or copied: a new password, and an invitation.

Opening a link changes nothing, because programs that look through mails open them; the button of its page does.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from billhook.dashboard.cookies import DEVICE, DEVICE_SECONDS, SESSION
from billhook.dashboard.form_bodies import FormBody
from billhook.dashboard.origin import origin_of
from billhook.dashboard.signing_in.outside import HOME, Outside
from billhook.people.actions.accept_invitation import accept_invitation, invited_by_link
from billhook.people.actions.reset_password import (
    ask_for_reset,
    length_least,
    person_to_reset,
    reset_password,
)
from billhook.people.faults import PersonFault
from billhook.people.objects import Person
from billhook.people.rules.passwords import LENGTH_ALONE
from billhook.people.rules.roles import Role

_SIGN_IN = "/dashboard/sign-in"


@dataclass(frozen=True, slots=True)
class Links:
    """The pages of `/dashboard/reset` and `/dashboard/invitations`."""

    outside: Outside

    def routes(self, prefix: str) -> list[Route]:
        """Their routes below a prefix."""
        safe, acting = self.outside.safe, self.outside.acting
        return [
            Route(f"{prefix}/reset", safe(self._show_asking), methods=["GET"]),
            Route(f"{prefix}/reset", acting(self._ask), methods=["POST"]),
            Route(f"{prefix}/reset/{{token}}", safe(self._show_reset), methods=["GET"]),
            Route(f"{prefix}/reset/{{token}}", acting(self._reset), methods=["POST"]),
            Route(f"{prefix}/invitations/{{token}}", safe(self._show_invitation), methods=["GET"]),
            Route(f"{prefix}/invitations/{{token}}", acting(self._accept), methods=["POST"]),
        ]

    # ── A new password ──────────────────────────────────────────────────────────────────────────
    async def _show_asking(self, request: Request) -> Response:
        return self.outside.page(request, "signing_in/ask_for_reset.html")

    async def _ask(self, request: Request, form: FormBody) -> Response:
        email = form.text("email")
        try:
            await ask_for_reset(self.outside.parts.desk, email, origin_of(request))
        except PersonFault as fault:
            return self.outside.page(request, "signing_in/ask_for_reset.html", fault=fault, email=email)
        return self.outside.page(request, "signing_in/reset_asked.html", email=email)

    async def _show_reset(self, request: Request) -> Response:
        person = await person_to_reset(self.outside.parts.desk, request.path_params["token"])
        if person is None:
            return self.outside.over(request)
        return await self._choosing(request, person)

    async def _reset(self, request: Request, form: FormBody) -> Response:
        parts, token = self.outside.parts, request.path_params["token"]
        try:
            device = await reset_password(parts.desk, token, form.get("password", ""), origin_of(request))
        except PersonFault as fault:
            person = await person_to_reset(parts.desk, token)
            if person is None:
                return self.outside.over(request)
            return await self._choosing(request, person, fault)
        response = self.outside.onward(_SIGN_IN, "Your password is changed. Sign in with it.")
        parts.cookies.write(response, DEVICE, device, seconds=DEVICE_SECONDS)
        parts.cookies.forget(response, SESSION)
        return response

    async def _choosing(self, request: Request, person: Person, fault: PersonFault | None = None) -> Response:
        least = await length_least(self.outside.parts.desk, person)
        return self.outside.page(request, "signing_in/reset.html", fault=fault, email=person.email, least=least)

    # ── An invitation ───────────────────────────────────────────────────────────────────────────
    async def _show_invitation(self, request: Request) -> Response:
        return await self._invitation(request)

    async def _accept(self, request: Request, form: FormBody) -> Response:
        parts, name = self.outside.parts, form.text("name")
        try:
            signed_in = await accept_invitation(
                parts.desk, request.path_params["token"],
                name=name, password=form.get("password", ""), origin=origin_of(request),
            )  # fmt: skip
        except PersonFault as fault:
            return await self._invitation(request, fault, name)
        return self.outside.let_in(signed_in, HOME)

    async def _invitation(self, request: Request, fault: PersonFault | None = None, name: str = "") -> Response:
        found = await invited_by_link(self.outside.parts.desk, request.path_params["token"])
        if found is None:
            return self.outside.over(request)
        person, by = found
        tenant = await self.outside.parts.directory.tenant_named(person.account, livemode=True)
        assert tenant is not None
        return self.outside.page(
            request, "signing_in/invitation.html", fault=fault, name=name, least=LENGTH_ALONE,
            email=person.email, role=Role(person.role).title, by=by.label if by is not None else "",
            business=tenant.settings.business_name,
        )  # fmt: skip
