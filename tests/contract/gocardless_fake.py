"""A small GoCardless on loopback, by its documentation: billing requests, mandates, debits, refunds, events, keys.

It takes only parameters that the API of 2015-07-06 has, and breaks when a test says so. Nobody knows how long keys
hold, so here they hold for one hour. Debits by the mandate `MD_good` arrive at once, as in no bank. Nothing of Billhook
is asked what the right answer is.
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

KEY = "live_contractContractContract"
SECRET = "news-secret-of-contract"  # noqa: S105 - made up
NUMBER = "4242424242424242"
_KEPT_SECONDS = 3_600
_FLOW_SECONDS = 7 * 86_400
_CURRENCIES = ("AUD", "CAD", "DKK", "EUR", "GBP", "NZD", "SEK", "USD")
_SCHEMES = {"EUR": "sepa_core", "GBP": "bacs", "USD": "ach"}
_PREFIXES = {
    "billing_requests": "BRQ", "billing_request_flows": "BRF", "payments": "PM", "refunds": "RF", "customers": "CU",
    "events": "EV",
}  # fmt: skip
_CAUSES = {"MD_declined": "other", "MD_poor": "insufficient_funds"}
_PARAMS = {
    "billing_requests": "payment_request mandate_request metadata links fallback_enabled purpose_code",
    "billing_request_flows": "redirect_uri exit_uri language prefilled_customer links show_redirect_buttons",
    "payments": "amount currency description reference charge_date retry_if_possible metadata links",
    "refunds": "amount total_amount_confirmation reference metadata links",
}  # fmt: skip


class Says(Exception):
    """An error in GoCardless' shape."""

    def __init__(self, status: int, reason: str, **more: Any) -> None:
        self.status = status
        first = {"reason": reason, "message": f"No. {NUMBER}", **more}
        self.body = {"error": {"code": status, "type": "invalid_state", "message": "No", "errors": [first]}}


class FakeGoCardless:
    """The account of one merchant. `now` moves when a test says so."""

    def __init__(self) -> None:
        self.now = 1_900_000_000
        self.base = ""
        self.objects: dict[str, dict[str, Any]] = {}
        self.mandates = {"MD_good": "active", "MD_declined": "active", "MD_poor": "active", "MD_slow": "submitted"}
        self.requests: list[tuple[str, str]] = []
        self.fails: Callable[[int, str, str], str | None] = lambda count, method, path: None
        self.page_size = 500
        self.refunds_begin = "paid"
        self._keys: dict[tuple[str, str], tuple[int, str]] = {}
        self._count = 0
        self.silence = asyncio.Event()

    # What a test does to it.

    def pay(self, billing_request: str, *, slowly: bool = False) -> None:
        """The payer agrees on the page."""
        found = self.objects[billing_request]
        assert found["status"] in ("pending", "ready_to_fulfil"), "its page is closed"
        found["status"] = "fulfilled"
        mandate = "MD_slow" if slowly else "MD_good"
        found["resources"] = {
            "customer_bank_account": {"account_number_ending": "11", "bank_name": "BANK", "country_code": "DE"}
        }
        if found["mandate_request"] is not None:
            found["links"]["mandate_request_mandate"] = mandate
        if (asked := found["payment_request"]) is not None:
            scheme = "faster_payments" if asked["currency"] == "GBP" else "sepa_credit_transfer"
            found["links"]["payment_request_payment"] = self._payment(
                {**asked, "links": {"mandate": mandate}}, scheme
            )["id"]  # fmt: skip

    def end(self, billing_request: str, *, well: bool) -> None:
        """The debit of a billing request comes to its end."""
        found = self.objects[billing_request]
        instant = found["links"].get("payment_request_payment")
        payments = [
            one for one in self.all("PM")
            if one["id"] == instant or one["metadata"]["billhook_call"] == found["metadata"]["billhook_call"]
        ]  # fmt: skip
        self.finish(payments[-1]["id"], well=well)

    def finish(self, payment: str, *, well: bool, cause: str = "authorisation_disputed") -> None:
        """A debit arrives, or the bank says no."""
        self._happens(payment, "confirmed" if well else "failed", None if well else cause)

    def dispute(self, payment: str, cause: str = "refund_requested", *, action: str = "charged_back") -> None:
        """The bank takes the money back; a late failure is `failed`."""
        self._happens(payment, action, cause)

    def expire(self, billing_request: str) -> None:
        """Somebody withdrew it, and nobody paid."""
        self.objects[billing_request]["status"] = "cancelled"

    def all(self, prefix: str) -> list[dict[str, Any]]:
        """Every object whose id begins so, the oldest first."""
        return [one for id, one in self.objects.items() if id.startswith(prefix)]

    def news(self, *about: dict[str, str], secret: str = SECRET) -> tuple[dict[str, str], bytes]:
        """Signed events about what `links` name."""
        events = [
            {
                "id": f"EV{n}",
                "resource_type": "payments",
                "action": "confirmed",
                "links": links,
                "resource_metadata": {},
            }
            for n, links in enumerate(about)
        ]
        body = json.dumps({"events": events, "meta": {"webhook_id": "WB1"}}).encode()
        return {"Webhook-Signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}, body

    @property
    def taken(self) -> int:
        """All money that ever left payers, in minor units."""
        return sum(one["amount"] for one in self.all("PM") if one["status"] in ("confirmed", "paid_out"))

    @property
    def given_back(self) -> int:
        """All money that went back."""
        return sum(one["amount"] for one in self.all("RF") if one["status"] == "paid")

    # How it answers.

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.path.startswith("/pay/"):
            return await self._page(request)
        path = request.path.removeprefix("/")
        self._count += 1
        self.requests.append((request.method, path))
        how = self.fails(self._count, request.method, path)
        if how in ("lost before", "silent before"):
            return await self._broken(how, request)
        try:
            raw = await request.read()
            status, body = self._checked(request, path, json.loads(raw) if raw else dict(request.query))
        except Says as says:
            status, body = says.status, says.body
        return await self._broken(how, request) if how else web.json_response(body, status=status)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        flow = self.objects[request.path.rpartition("/")[2]]
        if request.method == "GET":
            return web.Response(
                text='<form method="post"><button name="outcome" value="paid">Agree</button></form>',
                content_type="text/html",
            )
        self.pay(flow["links"]["billing_request"])
        raise web.HTTPSeeOther(flow["redirect_uri"])

    async def _broken(self, how: str, request: web.Request) -> web.StreamResponse:
        if how.startswith("silent"):
            await self.silence.wait()
        if how.startswith("closed"):
            assert request.transport is not None
            request.transport.close()
        if how == "huge":
            return web.Response(body=b'{"id": "' + b"x" * 10_485_760 + b'"}', content_type="application/json")
        if how == "garbage":
            return web.Response(body=b"<html>", content_type="text/html")
        if how == "redirect":
            return web.Response(status=307, headers={"Location": f"{self.base}/elsewhere"})
        return web.Response(status=int(how) if how.isdigit() else 500)

    def _checked(self, request: web.Request, path: str, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        assert request.headers["GoCardless-Version"] == "2015-07-06"
        if request.headers["Authorization"] != f"Bearer {KEY}":
            raise Says(401, "access_token_not_found")
        parts = path.split("/")
        if request.method == "GET":
            return 200, self._read(parts, given)
        assert request.method == "POST"
        if len(parts) == 4:
            return 200, {parts[0]: self._cancelled(parts[1], parts[3])}
        (kind,) = parts
        assert set(given) == {kind}
        key = kind, request.headers["Idempotency-Key"]
        kept = self._keys.get(key)
        if kept is not None and self.now - kept[0] < _KEPT_SECONDS and kind != "billing_request_flows":
            raise Says(409, "idempotent_creation_conflict", links={"conflicting_resource_id": kept[1]})
        unknown = set(given[kind]) - set(_PARAMS[kind].split())
        assert not unknown, f"GoCardless has no such parameters: {unknown}"
        assert len(given[kind].get("metadata") or {}) <= 3
        made = self._made(kind, given[kind])
        self._keys[key] = self.now, made["id"]
        return 201, {kind: made}

    def _read(self, parts: list[str], given: dict[str, Any]) -> dict[str, Any]:
        kind = parts[0]
        if kind == "creditors":
            return {"creditors": [{"id": "CR1"}], "meta": {"cursors": {"before": None, "after": None}, "limit": 500}}
        if kind == "mandates":
            if parts[1] not in self.mandates:
                raise Says(404, "resource_not_found")
            return {"mandates": {"id": parts[1], "status": self.mandates[parts[1]], "scheme": "ach"}}
        if len(parts) == 2:
            assert parts[1].startswith(_PREFIXES[kind])
            return {kind: self._found(parts[1])}
        of = "mandate" if kind == "payments" else "payment"
        rows = [one for one in self.all(_PREFIXES[kind]) if one["links"][of] == given[of]][::-1]
        if after := given.get("after"):
            rows = rows[[one["id"] for one in rows].index(after) + 1 :]
        some = rows[: min(self.page_size, int(given["limit"]))]
        cursor = some[-1]["id"] if len(rows) > len(some) else None
        return {kind: some, "meta": {"cursors": {"before": None, "after": cursor}, "limit": 500}}

    def _made(self, kind: str, given: dict[str, Any]) -> dict[str, Any]:
        if kind == "billing_requests":
            return self._billing_request(given)
        if kind == "billing_request_flows":
            if " " in (given.get("prefilled_customer") or {}).get("email", ""):
                raise Says(422, "validation_failed", field="email")
            assert self._found(given["links"]["billing_request"])["status"] == "pending"
            made = self._add("BRF", given | {"expires_at": self._moment(_FLOW_SECONDS)})
            return self._put(made, authorisation_url=f"{self.base}/pay/{made['id']}")
        if kind == "payments":
            if given["links"]["mandate"] not in self.mandates:
                raise Says(422, "validation_failed", field="mandate")
            assert given["retry_if_possible"] is False
            return self._payment(given, _SCHEMES.get(given["currency"], "autogiro"))
        return self._refund(given)

    def _billing_request(self, given: dict[str, Any]) -> dict[str, Any]:
        customer = (given.get("links") or {}).get("customer")
        if customer is not None and customer not in self.objects:
            raise Says(422, "validation_failed", field="customer")
        asked = {name: given.get(name) for name in ("payment_request", "mandate_request")}
        assert any(asked.values())
        if (paid := asked["payment_request"]) is not None:
            assert paid["currency"] in ("GBP", "EUR"), "no instant payments in this currency"
            assert paid["amount"] > 0
        for one in filter(None, asked.values()):
            assert one["currency"] in _CURRENCIES
        links = {"customer": customer or self._add("CU", {})["id"], "creditor": "CR1"}
        return self._add("BRQ", {"status": "pending", **asked, "metadata": given["metadata"], "links": links})

    def _payment(self, given: dict[str, Any], scheme: str) -> dict[str, Any]:
        assert given["currency"] in _CURRENCIES
        assert given["amount"] > 0
        mandate = given["links"]["mandate"]
        made = self._add("PM", given | {
            "status": "submitted", "scheme": scheme, "amount_refunded": 0, "links": {"mandate": mandate},
        })  # fmt: skip
        if mandate in _CAUSES:
            self.finish(made["id"], well=False, cause=_CAUSES[mandate])
        elif mandate != "MD_slow":
            self.finish(made["id"], well=True)
        return made

    def _refund(self, given: dict[str, Any]) -> dict[str, Any]:
        payment = self._found(given["links"]["payment"])
        after = payment["amount_refunded"] + given["amount"]
        if given["total_amount_confirmation"] != after:
            raise Says(422, "total_amount_confirmation_invalid")
        if after > payment["amount"]:
            raise Says(422, "refund_amount_exceeds_payment")
        payment["amount_refunded"] = after
        return self._add("RF", given | {"status": self.refunds_begin, "currency": payment["currency"]})

    def _cancelled(self, id: str, action: str) -> dict[str, Any]:
        found = self._found(id)
        assert action == "cancel"
        if found["status"] not in ("pending", "ready_to_fulfil"):
            raise Says(422, "cancellation_failed")
        return self._put(found, status="cancelled")

    def _happens(self, payment: str, action: str, cause: str | None) -> None:
        self.objects[payment]["status"] = action
        self._add("EV", {
            "resource_type": "payments", "action": action, "links": {"payment": payment},
            "details": {"origin": "bank", "cause": cause or "payment_confirmed", "reason_code": cause and "MD06"},
        })  # fmt: skip

    def _moment(self, later: int = 0) -> str:
        return datetime.fromtimestamp(self.now + later, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _found(self, id: str) -> dict[str, Any]:
        if id not in self.objects:
            raise Says(404, "resource_not_found")
        return self.objects[id]

    def _put(self, found: dict[str, Any], **values: Any) -> dict[str, Any]:
        found |= values
        return found

    def _add(self, prefix: str, values: dict[str, Any]) -> dict[str, Any]:
        id = f"{prefix}{len(self.objects) + 1:06}"
        self.objects[id] = {"id": id, "created_at": self._moment(), **values}
        return self.objects[id]


@asynccontextmanager
async def running() -> AsyncIterator[FakeGoCardless]:
    """A fake on a free port of this machine."""
    fake = FakeGoCardless()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", fake.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    fake.base = f"http://{host}:{port}"
    try:
        yield fake
    finally:
        fake.silence.set()
        await runner.cleanup()
