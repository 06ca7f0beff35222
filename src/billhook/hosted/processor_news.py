"""`POST /processors/{processor}/{tenant}/{door}`: a processor tells that something happened.

A signature says that Stripe wrote it; Mollie signs nothing, so the door is the secret. Even so only the ids are used:
whoever waits for one of them asks the processor what became of it. The answer is given after one transaction; news that
got none are sent again.
"""

from dataclasses import dataclass

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from billhook.accounts.directory import Directory
from billhook.db import calls
from billhook.db.cause import Actor, By, Cause
from billhook.db.executor import Executor
from billhook.db.tenants import NoSuchTenant, Tenant
from billhook.hosted.bounded_body import bounded_body
from billhook.processor_accounts.actions.hear import hear
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
        """200 if it is real, 413 or 503 for what is not taken. What is not, or comes to no door, is answered by 400 if
        the processor signs its news, and else like the rest: strangers are not told whether they guessed right."""
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
            async with self.executor.transactions.begin(tenant, by) as tx:
                told = await hear(tx, safe, there, request.path_params["door"], request.headers, body)
                await calls.wake(tx, there.name, told)
        except (Forged, NoSuchTenant):
            return _said(400, "This is not signed for this address.") if there.signs_news else _said(200, None)
        except SecretsLocked as locked:
            log.error("news cannot be checked", processor=there.name, reason=str(locked))
            return _said(503, "News cannot be checked now: send them again.")
        return _said(200, None)

    async def _tenant(self, named: str) -> Tenant:
        if not (named.isascii() and named.isdigit() and len(named) <= _TENANT_DIGITS_MAX):
            raise NoSuchTenant(f"no tenant {named}")
        return await self.directory.tenant(int(named))


def _said(status: int, sentence: str | None) -> Response:
    said = {"received": True} if sentence is None else {"error": sentence}
    return JSONResponse(said, status, _HEADERS)
