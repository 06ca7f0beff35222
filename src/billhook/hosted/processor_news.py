"""`POST /processors/{processor}/{tenant}/{door}`: a processor tells that something happened.

A signature says that Stripe or GoCardless wrote it; Mollie signs nothing, so the door is the secret. Even so only the
ids are used: whoever waits for one of them asks the processor what became of it. The answer is given after one
transaction; news that got none are sent again.
"""

from dataclasses import dataclass
from http import HTTPStatus

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from billhook.accounts.directory import Directory
from billhook.db import calls
from billhook.db.cause import Actor, By, Cause
from billhook.db.executor import Executor
from billhook.db.tenants import NoSuchTenant, Tenant
from billhook.hosted.bounded_body import bounded_body
from billhook.processor_accounts.actions.hear import Mistrusted, hear, note_mistrusted
from billhook.processor_accounts.sealing import SecretsLocked, safe_of
from billhook.processors.interface import Forged
from billhook.processors.known import CONNECTABLE
from billhook.settings import Settings

log = structlog.get_logger(__name__)

BODY_MAX = 1_048_576
"""Bytes of news. Those of processors are smaller by far."""

_HEADERS = {"Cache-Control": "no-store"}
_TENANT_DIGITS_MAX = 18


@dataclass(frozen=True, slots=True)
class ProcessorNews:
    """Answers the door."""

    executor: Executor
    directory: Directory
    settings: Settings

    async def take(self, request: Request) -> Response:
        """One of the processor's `news_statuses`, by whether it is real and comes to a door; 413 or 503 for what is not
        taken."""
        body = await bounded_body(request, BODY_MAX)
        if body is None:
            return _said(413, f"A request has at most {BODY_MAX} bytes.")
        there = CONNECTABLE.get(request.path_params["processor"])
        if there is None:
            return _said(404, "No such processor sends news.")
        by = Cause(actor=Actor(By.JOB, f"{there.name}-news"))
        try:
            tenant = await self._tenant(request.path_params["tenant"])
            safe = safe_of(self.settings)
            try:
                async with self.executor.transactions.begin(tenant, by) as tx:
                    told = await hear(tx, safe, there, request.path_params["door"], request.headers, body)
                    await calls.wake(tx, there.name, told)
            except Mistrusted:
                async with self.executor.transactions.begin(tenant, by) as tx:
                    await note_mistrusted(tx, there)
                raise
        except (Forged, NoSuchTenant):
            refused = there.news_statuses.refused
            return _said(refused, None if refused == there.news_statuses.taken else "This is not for this address.")
        except SecretsLocked as locked:
            log.error("news cannot be checked", processor=there.name, reason=str(locked))
            return _said(503, "News cannot be checked now: send them again.")
        return _said(there.news_statuses.taken, None)

    async def _tenant(self, named: str) -> Tenant:
        if not (named.isascii() and named.isdigit() and len(named) <= _TENANT_DIGITS_MAX):
            raise NoSuchTenant(f"no tenant {named}")
        return await self.directory.tenant(int(named))


def _said(status: int, sentence: str | None) -> Response:
    if status == HTTPStatus.NO_CONTENT:
        return Response(status_code=status, headers=_HEADERS)
    said = {"received": True} if sentence is None else {"error": sentence}
    return JSONResponse(said, status, _HEADERS)
