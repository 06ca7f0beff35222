"""Signing in with a passkey."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from billhook.dashboard.cookies import DEVICE, SESSION, VISITOR
from billhook.dashboard.form_bodies import FormBody
from billhook.dashboard.headers import SECRET_HEADERS
from billhook.dashboard.origin import origin_of
from billhook.dashboard.problems import Problem, problem_page
from billhook.dashboard.signing_in.outside import Outside, inside
from billhook.people.actions.passkeys import ask_to_sign, sign_in_with_passkey
from billhook.people.faults import PersonFault


@dataclass(frozen=True, slots=True)
class PasskeyDoor:
    """What `/dashboard/sign-in` asks devices, and how it takes their answers."""

    outside: Outside

    def routes(self, prefix: str) -> list[Route]:
        """Their routes below a prefix."""
        acting = self.outside.acting
        return [
            Route(f"{prefix}/sign-in/passkey/options", acting(self._options), methods=["POST"]),
            Route(f"{prefix}/sign-in/passkey", acting(self._sign_in), methods=["POST"]),
        ]

    async def _options(self, request: Request, form: FormBody) -> Response:
        parts, site = self.outside.parts, self.outside.site(request)
        if site is None:
            return problem_page(parts, Problem.NOT_FOUND)
        holder = parts.cookies.read(request, VISITOR)
        try:
            text = await ask_to_sign(parts.desk, site, holder, origin_of(request))
        except PersonFault as fault:
            return Response(fault.sentence, fault.status, dict(SECRET_HEADERS), "text/plain")
        return Response(text, media_type="application/json", headers=dict(SECRET_HEADERS))

    async def _sign_in(self, request: Request, form: FormBody) -> Response:
        parts, site, wanted = self.outside.parts, self.outside.site(request), inside(form.text("next"))
        if site is None:
            return problem_page(parts, Problem.NOT_FOUND)
        try:
            signed_in = await sign_in_with_passkey(
                parts.desk, site, form.get("credential", ""), origin_of(request),
                holder=parts.cookies.read(request, VISITOR),
                device=parts.cookies.read(request, DEVICE) or None,
                former=parts.cookies.read(request, SESSION) or None, remember=bool(form.text("remember")),
            )  # fmt: skip
        except PersonFault as fault:
            return self.outside.page(request, "signing_in/sign_in.html", fault=fault, wanted=wanted)
        return self.outside.let_in(signed_in, wanted)
