"""`POST /mail-news/{account}/{secret}`: relays and mail servers tell what became of mails.

What comes in was written by strangers. The secret in the address says that a relay brought it; each notice still counts
only for a mail that left here, and only for an address to which that mail went.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from billhook.accounts.directory import Directory
from billhook.db.cause import Actor, By, Cause
from billhook.db.executor import Executor
from billhook.db.tenants import Tenant
from billhook.hosted.addressing import named_tenant
from billhook.hosted.bounded_body import bounded_body
from billhook.hosted.responses import not_found
from billhook.hosted.sns_certificates import Certificates, CertificateUnreachable
from billhook.kernel.clock import monotonic
from billhook.mail_returns import store
from billhook.mail_returns.rules.notices import Notice
from billhook.mail_returns.rules.relays import Told, read_events
from billhook.mail_returns.rules.reports import read_report
from billhook.mail_returns.rules.secret import digest_of
from billhook.mail_returns.rules.signatures import RelayKeys, Signed, is_signed, is_signed_by_sns, sns_certificate
from billhook.mail_returns.taking import count
from billhook.settings import Settings
from billhook.wire.addresses import TOKEN_LENGTH

log = structlog.get_logger(__name__)

BODY_MAX = 1_000_000
"""Bytes of a request. SendGrid sends many events at once; a mail that is larger is cut by whoever reads it."""
PER_SECOND, AT_ONCE = 20, 300
"""Requests that one mode may send: so many each second, and so many at once after a pause."""

_HEADERS = {"Cache-Control": "no-store"}
_MAILS = frozenset({"message/rfc822", "message/global"})
_BY_A_RELAY = Cause(actor=Actor(By.JOB, "mail-news"))


@dataclass(slots=True)
class Allowance:
    """How many requests are still taken: a bucket for each tenant, which fills as time passes."""

    _buckets: dict[int, tuple[float, float]] = field(default_factory=dict)

    def take(self, tenant: int, now: float) -> bool:
        """Whether one more request is taken; `now` is in seconds of a clock that never jumps."""
        left, at = self._buckets.get(tenant, (float(AT_ONCE), now))
        left = min(float(AT_ONCE), left + (now - at) * PER_SECOND)
        is_taken = left >= 1
        self._buckets[tenant] = (left - 1 if is_taken else left, now)
        return is_taken


@dataclass(frozen=True, slots=True)
class MailNews:
    """Answers the door. `keys` are those of the relays that the operator named."""

    executor: Executor
    directory: Directory
    keys: RelayKeys
    certificates: Certificates = field(default_factory=Certificates)
    allowance: Allowance = field(default_factory=Allowance)

    async def take(self, request: Request) -> Response:
        """200 with what was understood; 404 without the secret; 400, 401, 413, 429 or 503 for what is not taken."""
        tenant, token = await named_tenant(self.directory, request, TOKEN_LENGTH)
        if tenant is None:
            return not_found(request)
        async with self.executor.transactions.read(tenant) as reader:
            if not await store.opens(reader, digest_of(token)):
                return not_found(request)
        if not self.allowance.take(tenant.id, monotonic()):
            return _said(429, "Too many requests: send the rest later.", {"Retry-After": "10"})
        body = await bounded_body(request, BODY_MAX)
        if body is None:
            return _said(413, f"A request has at most {BODY_MAX} bytes.")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() in _MAILS:
            notices = read_report(body)
            if notices is None:
                return _said(400, "This mail is no report about another mail.")
            return await self._counted(tenant, notices)
        return await self._of_relay(tenant, body, request.headers)

    async def _of_relay(self, tenant: Tenant, body: bytes, headers: Mapping[str, str]) -> Response:
        told = read_events(body)
        if not told.relay:
            return _said(400, "This is the JSON of no relay that Billhook knows.")
        try:
            if self.keys.are_named and not await self._is_signed(told, body, headers):
                return _said(401, "No relay whose key is set signed this, or it was signed too long ago.")
        except CertificateUnreachable as error:
            log.warning("the certificate of Amazon SNS cannot be read", error=str(error))
            return _said(503, "The certificate of Amazon SNS cannot be read now: send this again later.")
        if told.confirm:
            log.warning("Amazon SNS asks to confirm a subscription: open this address once", address=told.confirm)
        return await self._counted(tenant, told.notices)

    async def _is_signed(self, told: Told, body: bytes, headers: Mapping[str, str]) -> bool:
        now = self.executor.transactions.clock.now()
        if told.relay != "Amazon SES":
            return is_signed(told.relay, Signed(body, headers, now), self.keys)
        url = sns_certificate(body, self.keys.sns_topic) if self.keys.sns_topic else None
        return url is not None and is_signed_by_sns(body, await self.certificates.at(url), now)

    async def _counted(self, tenant: Tenant, notices: tuple[Notice, ...] | list[Notice]) -> Response:
        """Both modes of an account share their mail server, so either address takes the news of both."""
        other = await self.directory.other_mode(tenant)
        both = [each for each in (tenant, other) if each is not None]
        counted = await count(self.executor, self.directory, both, _BY_A_RELAY, notices)
        return JSONResponse({"understood": len(notices), "counted": counted}, headers=_HEADERS)


def relay_keys(settings: Settings) -> RelayKeys:
    """The keys of the relays that the operator named."""
    return RelayKeys(
        mailgun=settings.mailgun_signing_key,
        sendgrid=settings.sendgrid_public_key,
        resend=settings.resend_signing_secret,
        sns_topic=settings.sns_topic_arn,
    )


def _said(status: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": sentence}, status, {**_HEADERS, **(headers or {})})
