"""A small Mollie on loopback, by its documentation: payments, mandates, refunds, chargebacks, keys that hold one hour.

It takes only parameters that API v2 has, and breaks when a test says so. Nothing of Billhook is asked what the right
answer is.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

KEY = "live_contractContractContract"
NUMBER = "4242424242424242"
_KEPT_SECONDS = 3_600
_FAILURES = {
    "mdt_declined": "possible_fraud", "mdt_poor": "insufficient_funds", "mdt_secure": "authentication_required",
}  # fmt: skip
_VALUES = {"USD": r"[0-9]+\.[0-9]{2}", "EUR": r"[0-9]+\.[0-9]{2}", "JPY": "[0-9]+"}
_PARAMS = {
    "payments": "amount description redirectUrl cancelUrl webhookUrl metadata locale method sequenceType customerId "
    "mandateId",
    "customers": "email metadata",
    "refunds": "amount metadata",
}  # fmt: skip
_CARD = {
    "cardNumber": "4242", "cardLabel": "Visa", "cardExpiryDate": "08/30", "cardHolder": "Ada", "cardFunding": "credit",
    "wallet": "applepay", "cardMaskedNumber": NUMBER,
}  # fmt: skip


class Says(Exception):
    """An error in Mollie's shape."""

    def __init__(self, status: int, field: str | None = None) -> None:
        self.status = status
        self.body = {"status": status, "title": "No", "detail": f"No. {NUMBER}"} | ({"field": field} if field else {})


class FakeMollie:
    """The account of one merchant. `now` moves when a test says so."""

    def __init__(self) -> None:
        self.now = 1_900_000_000
        self.base = ""
        self.objects: dict[str, dict[str, Any]] = {"cst_there": {"resource": "customer", "id": "cst_there"}}
        self.mandates = {"mdt_good", "mdt_declined", "mdt_poor", "mdt_secure", "mdt_slow"}
        self.requests: list[tuple[str, str]] = []
        self.fails: Callable[[int, str, str], str | None] = lambda count, method, path: None
        self.page_size = 250
        self.lets_go = True
        self.refunds_begin = "refunded"
        self._keys: dict[str, tuple[int, dict[str, Any]]] = {}
        self._count = 0
        self.silence = asyncio.Event()

    # What a test does to it.

    def pay(self, payment: str, *, slowly: bool = False) -> None:
        """The payer pays on the page."""
        found = self.objects[payment]
        assert found["status"] == "open", "its page is closed"
        found.pop("isCancelable")
        found["_links"].pop("checkout")
        if found["sequenceType"] == "first":
            found["mandateId"] = "mdt_good"
        found |= {"status": "pending" if slowly else "paid", "method": "creditcard", "details": dict(_CARD)}

    def end(self, payment: str, *, well: bool) -> None:
        """A slow payment comes to its end."""
        details = _CARD if well else {"bankReasonCode": "MD01", "bankReason": "No mandate"}
        self.objects[payment] |= {"status": "paid" if well else "failed", "details": details}

    def expire(self, payment: str) -> None:
        """Time passes, and nobody paid."""
        self._over(payment, "expired")

    def dispute(self, payment: str) -> str:
        """The bank takes the money back."""
        self.objects[payment]["amountChargedBack"] = self.objects[payment]["amount"]
        reason = {"code": "MD06", "description": "Refund request by end customer"}
        return self._add("chb", {"resource": "chargeback", "paymentId": payment, "reason": reason, "reversedAt": None})

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Every object whose id begins so, the oldest first."""
        return [one for id, one in self.objects.items() if id.startswith(f"{kind}_")]

    @property
    def taken(self) -> int:
        """All money that ever left payers, in cents."""
        return sum(_cents(one) for one in self.all("tr") if one["status"] == "paid")

    @property
    def given_back(self) -> int:
        """All money that went back."""
        return sum(_cents(one) for one in self.all("re") if one["status"] == "refunded")

    # How it answers.

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.path.startswith("/pay/"):
            return await self._page(request)
        path = request.path.removeprefix("/v2/")
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
        if how:
            return await self._broken(how, request)
        return web.json_response(body, status=status) if status != 204 else web.Response(status=204)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        id = request.path.rpartition("/")[2]
        found = self.objects[id]
        if request.method == "GET":
            button = (
                '<button name="outcome" value="paid">Pay</button><button name="outcome" value="expired">No</button>'
            )
            return web.Response(text=f'<form method="post">{button}</form>', content_type="text/html")
        if (await request.post())["outcome"] == "paid":
            self.pay(id)
        else:
            self.expire(id)
        raise web.HTTPSeeOther(found["redirectUrl"])

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
            return web.Response(status=307, headers={"Location": f"{self.base}/v2/elsewhere"})
        return web.Response(status=int(how) if how.isdigit() else 500)

    def _checked(self, request: web.Request, path: str, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if request.headers["Authorization"] != f"Bearer {KEY}":
            raise Says(401)
        if request.method == "GET":
            return 200, self._read(path.split("/"), given)
        if request.method == "DELETE":
            found = self._found(path.rpartition("/")[2])
            if not found.get("isCancelable"):
                raise Says(422)
            return 200, self._over(found["id"], "canceled")
        key = request.headers["Idempotency-Key"]
        kept = self._keys.get(key)
        if kept is not None and self.now - kept[0] < _KEPT_SECONDS:
            return 201, kept[1]
        unknown = set(given) - set(_PARAMS[path.split("/")[-1]].split())
        assert not unknown, f"Mollie has no such parameters: {unknown}"
        made = json.loads(json.dumps(self._made(path.split("/"), given)))
        self._keys[key] = (self.now, made)
        return 201, made

    def _read(self, path: list[str], given: dict[str, Any]) -> dict[str, Any]:
        match path:
            case ["payments"]:
                return self._listed("payments", [], given)
            case ["customers", id, "payments"]:
                self._found(id)
                return self._listed("payments", [p for p in self.all("tr") if p.get("customerId") == id], given)
            case ["customers", id, "mandates", mandate]:
                self._found(id)
                if mandate not in self.mandates:
                    raise Says(410)
                return {"resource": "mandate", "id": mandate, "status": "valid"}
            case ["payments", id, "refunds" | "chargebacks" as kind]:
                self._found(id)
                of = self.all({"refunds": "re", "chargebacks": "chb"}[kind])
                return self._listed(kind, [one for one in of if one["paymentId"] == id], given)
            case ["payments", id] | ["payments", _, "refunds", id]:
                return self._found(id)
        raise Says(404)

    def _listed(self, kind: str, rows: list[dict[str, Any]], given: dict[str, Any]) -> dict[str, Any]:
        newest = rows[::-1]
        if after := given.get("from"):
            newest = newest[[one["id"] for one in newest].index(after) :]
        some = newest[: self.page_size]
        more = {"href": f"{self.base}/v2/somewhere"} if len(newest) > len(some) else None
        return {"count": len(some), "_embedded": {kind: some}, "_links": {"next": more}}

    def _made(self, path: list[str], given: dict[str, Any]) -> dict[str, Any]:
        match path:
            case ["customers"]:
                if " " in (given.get("email") or ""):
                    raise Says(422, "email")
                return self.objects[self._add("cst", {"resource": "customer", **given})]
            case ["payments"]:
                return self._payment(given)
            case ["payments", id, "refunds"]:
                before = sum(_cents(one) for one in self.all("re") if one["paymentId"] == id)
                if before + _cents(given) > _cents(self._found(id)):
                    raise Says(422, "amount")
                return self.objects[self._add("re", {
                    "resource": "refund", "status": self.refunds_begin, "paymentId": id, "createdAt": self._moment(),
                    **given,
                })]  # fmt: skip
        raise Says(404)

    def _payment(self, given: dict[str, Any]) -> dict[str, Any]:
        amount = given["amount"]
        if not re.fullmatch(_VALUES.get(amount["currency"], "-"), amount["value"]):
            raise Says(422, "amount.currency" if amount["currency"] not in _VALUES else "amount")
        assert 0 < len(given["description"]) <= 255
        if given["sequenceType"] != "oneoff" and given["customerId"] not in self.objects:
            raise Says(422, "customerId")
        made = self.objects[self._add("tr", {
            "resource": "payment", "createdAt": self._moment(), "method": None, "details": None, "_links": {},
            "mode": "live", **given,
        })]  # fmt: skip
        if given["sequenceType"] != "recurring":
            page = {"href": f"{self.base}/pay/{made['id']}", "type": "text/html"}
            return made | self._put(
                made, status="open", isCancelable=self.lets_go, expiresAt=self._moment(900), _links={"checkout": page}
            )
        mandate = given["mandateId"]
        if mandate not in self.mandates:
            del self.objects[made["id"]]
            raise Says(422, "mandateId")
        if mandate in _FAILURES:
            return self._put(made, status="failed", method="creditcard", details={"failureReason": _FAILURES[mandate]})
        is_slow = mandate == "mdt_slow"
        return self._put(
            made, status="pending" if is_slow else "paid", method="directdebit" if is_slow else "creditcard",
            details={"consumerAccount": "NL91ABNA0417164300"} if is_slow else dict(_CARD),
        )  # fmt: skip

    def _over(self, id: str, status: str) -> dict[str, Any]:
        found = self.objects[id]
        found.pop("isCancelable", None)
        found["_links"].pop("checkout", None)
        return self._put(found, status=status)

    def _moment(self, later: int = 0) -> str:
        return datetime.fromtimestamp(self.now + later, UTC).isoformat()

    def _found(self, id: str) -> dict[str, Any]:
        if id not in self.objects:
            raise Says(404)
        return self.objects[id]

    def _put(self, found: dict[str, Any], **values: Any) -> dict[str, Any]:
        found |= values
        return found

    def _add(self, prefix: str, values: dict[str, Any]) -> str:
        id = f"{prefix}_{len(self.objects) + 1:04}x"
        self.objects[id] = {"id": id, **values}
        return id


def _cents(of: dict[str, Any]) -> int:
    return int(of["amount"]["value"].replace(".", ""))


@asynccontextmanager
async def running() -> AsyncIterator[FakeMollie]:
    """A fake on a free port of this machine."""
    fake = FakeMollie()
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
