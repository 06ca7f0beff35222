"""A small Stripe on loopback, by its documentation: sessions, intents, refunds, disputes, and keys that it forgets.

It takes only parameters that version 2026-10-28.endive has, and breaks when a test says so. Nothing of Billhook is
asked what the right answer is.
"""

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

KEY = "rk_live_contractcontract"
SECRET = "whsec_contract"  # noqa: S105 - of the fake
VERSION = "2026-10-28.endive"
_KEPT_SECONDS = 86_400
_DECLINES = {"pm_declined": "generic_decline", "pm_poor": "insufficient_funds"}

_PARAMS = {
    "sessions": r"mode|ui_mode|line_items\[0\]\[(quantity|price_data\]\[(currency|unit_amount|product_data\]\[name))\]"
    r"|client_reference_id|(payment_intent_data\[)?metadata\]?(\[billhook_call\])|customer|customer_email|success_url"
    r"|payment_intent_data\[(description|setup_future_usage|metadata\]\[billhook_call)\]"
    r"|currency|customer_creation|setup_intent_data\[(description|metadata\]\[billhook_call)\]"
    r"|cancel_url|locale|expires_at|allowed_payment_method_types\[\d+\]|expand\[\d+\]",
    "payment_intents": r"amount|currency|customer|payment_method|allowed_payment_method_types\[0\]|capture_method"
    r"|confirm|metadata\[billhook_call\]|payment_method_options\[card\]\[request_incremental_authorization\]|expand\[0\]"
    r"|off_session|amount_to_capture|cancellation_reason",
    "setup_intents": r"customer|payment_method|allowed_payment_method_types\[0\]|usage|metadata\[billhook_call\]",
    "refunds": r"payment_intent|amount|metadata\[billhook_call\]|limit|starting_after",
    "disputes": r"evidence\[[a-z_]+\]|submit|payment_intent|limit",
    "early_fraud_warnings": r"payment_intent|limit",
    "events": r"types\[\d+\]|limit|ending_before|starting_after|created\[gte\]",
    "customers": r"email|metadata\[billhook_customer\]",
    "payment_methods": "",
    "payouts": r"created\[gte\]|limit|starting_after",
    "balance_transactions": r"payout|limit|starting_after",
}


class Says(Exception):
    """An error in Stripe's shape."""

    def __init__(self, status: int, code: str, *, type: str = "invalid_request_error", **more: Any) -> None:
        self.status = status
        self.body = {"error": {"type": type, "code": code, "message": "No. 4242424242424242", **more}}


class FakeStripe:
    """The account of one merchant. `now` moves when a test says so."""

    def __init__(self) -> None:
        self.now = 1_900_000_000
        self.base = ""
        self.objects: dict[str, dict[str, Any]] = {}
        self.requests: list[tuple[str, str]] = []
        self.methods = {"pm_good": "card", "pm_declined": "card", "pm_poor": "card", "pm_secure": "card",
                        "pm_slow": "sepa_debit", "pm_link": "link"}  # fmt: skip
        self.fails: Callable[[int, str, str], str | None] = lambda count, method, path: None
        self.page_size = 100
        self.books_at_once = True
        """Whether the fee of a payment is known in the moment in which it succeeds."""
        self.switched_on = {"card", "sepa_debit", "us_bank_account"}
        """The types that the merchant has switched on."""
        self.events: list[dict[str, Any]] = []
        self._keys: dict[str, tuple[int, str, int, dict[str, Any]]] = {}
        self._count = 0
        self.silence = asyncio.Event()

    # What a test does to it.

    def pay(self, session: str, method: str = "pm_good", *, slowly: bool = False) -> None:
        """The payer pays on the page, or keeps a method there if nothing is to be paid."""
        found = self.objects[session]
        assert found["status"] == "open", "its page is closed"
        if found["mode"] == "setup":
            self._keep(found, method, slowly=slowly)
            return
        intent = self._intent(found["amount_total"], found["currency"], found["metadata"], found["customer"])
        intent["setup_future_usage"] = found["_saves"]
        intent["payment_method"] = method
        found |= {"status": "complete", "url": None, "payment_intent": intent["id"]}
        if slowly:
            intent["status"] = "processing"
        else:
            self._take(intent)
            found["payment_status"] = "paid"

    def _keep(self, session: dict[str, Any], method: str, *, slowly: bool) -> None:
        made = self._add("seti", {
            "object": "setup_intent", "status": "processing" if slowly else "succeeded", "payment_method": method,
            "mandate": None, "last_setup_error": None, "metadata": session["metadata"], "customer": "cus_there",
        })  # fmt: skip
        session |= {"status": "complete", "url": None, "setup_intent": made["id"]}
        session["payment_status"] = "no_payment_required"

    def end(self, session: str, *, well: bool) -> None:
        """A slow payment comes to its end, or a slow set-up."""
        found = self.objects[session]
        if found["mode"] == "setup":
            error = None if well else {"type": "invalid_request_error", "code": "setup_attempt_failed"}
            status = "succeeded" if well else "requires_payment_method"
            self.objects[found["setup_intent"]] |= {"status": status, "last_setup_error": error}
            return
        intent = self.objects[found["payment_intent"]]
        if well:
            self._take(intent)
            found["payment_status"] = "paid"
        else:
            error = {"type": "card_error", "code": "debit_not_authorized", "decline_code": None}
            intent |= {"status": "requires_payment_method", "last_payment_error": error}

    def expire(self, session: str) -> None:
        """Time passes, and nobody paid."""
        self.objects[session] |= {"status": "expired", "url": None}

    def dispute(self, intent: str, status: str = "needs_response") -> str:
        """The bank takes the money back, or asks."""
        self.objects[self.objects[intent]["latest_charge"]]["disputed"] = True
        is_inquiry = status.startswith("warning")
        found = self.objects[intent]
        return self._add("dp", {
            "object": "dispute", "payment_intent": intent, "status": status, "charge": found["latest_charge"],
            "amount": found["amount"], "currency": found["currency"], "reason": "fraudulent",
            "network_reason_code": "10.4", "balance_transactions": [] if is_inquiry else [{"fee": 1_500}],
            "evidence": {}, "evidence_details": {"submission_count": 0, "due_by": self.now + 1_000_000},
        })["id"]  # fmt: skip

    def judge(self, dispute: str, status: str) -> None:
        """The bank, or somebody in Stripe's Dashboard, moves a dispute on."""
        self.objects[dispute] |= {"status": status}
        if not status.startswith("warning") and not self.objects[dispute]["balance_transactions"]:
            self.objects[dispute]["balance_transactions"] = [{"fee": 1_500}]

    def warn(self, intent: str) -> str:
        """The bank says that it was fraud."""
        return self._add("issfr", {
            "object": "radar.early_fraud_warning", "payment_intent": intent, "fraud_type": "made_with_stolen_card",
            "charge": self.objects[intent]["latest_charge"],
        })["id"]  # fmt: skip

    def refund_there(self, intent: str, amount: int, status: str = "succeeded") -> str:
        """Somebody gives money back in Stripe's Dashboard."""
        charge = self.objects[self.objects[intent]["latest_charge"]]
        charge["amount_refunded"] = charge.get("amount_refunded", 0) + amount
        return self._add("re", {
            "object": "refund", "amount": amount, "payment_intent": intent, "status": status, "created": self.now,
            "charge": self.objects[intent]["latest_charge"], "metadata": {}, "reason": "requested_by_customer",
        })["id"]  # fmt: skip

    def book(self, intent: str) -> None:
        """Stripe writes a payment into the merchant's account."""
        charge = self.objects[self.objects[intent]["latest_charge"]]
        charge["balance_transaction"] = self._entry(charge["amount_captured"], charge["id"])

    def entry(self, category: str, net: int, source: str | None = None, fee: int = 0) -> str:
        """Stripe writes something into the merchant's account that no payment here made; its id."""
        return str(self._add("txn", {
            "amount": net + fee, "fee": fee, "net": net, "currency": "eur", "reporting_category": category,
            "source": source, "exchange_rate": None, "_payout": None,
        })["id"])  # fmt: skip

    def pay_out(self, entries: list[str], status: str = "in_transit", **more: Any) -> str:
        """Stripe pays what is left of these entries into the bank account; the id of the payout."""
        total = sum(self.objects[one]["net"] for one in entries)
        payout = self._add("po", {
            "object": "payout", "amount": total, "currency": "eur", "status": status, "automatic": True,
            "created": self.now, "arrival_date": self.now + 86_400, "balance_transaction": None, "method": "standard",
            "failure_balance_transaction": None, "failure_code": None, "failure_message": None, "type": "bank_account",
            "reconciliation_status": "completed", "original_payout": None, "reversed_by": None, "source_type": "card",
            "description": "STRIPE PAYOUT", "statement_descriptor": None, "trace_id": None, **more,
        })  # fmt: skip
        payout["balance_transaction"] = self.entry("payout", -total, payout["id"])
        for one in (*entries, payout["balance_transaction"]):
            self.objects[one]["_payout"] = payout["id"]
        return str(payout["id"])

    def bounce(self, payout: str, status: str = "failed") -> str:
        """The bank sends a payout back; the entry that says so, which the next payout pays."""
        found = self.objects[payout]
        found["failure_balance_transaction"] = self.entry("payout_reversal", found["amount"], payout)
        found |= {"status": status, "failure_code": "account_closed", "failure_message": "The account is closed."}
        return str(found["failure_balance_transaction"])

    def happens(self, type: str, about: str) -> str:
        """An event about an object, which can be asked for; its id."""
        id = f"evt_{len(self.events) + 1:05}"
        self.events.append({"id": id, "object": "event", "type": type, "created": self.now,
                            "data": {"object": dict(self.objects[about])}})  # fmt: skip
        return id

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Every object whose id begins so, the oldest first."""
        return [one for id, one in self.objects.items() if id.startswith(f"{kind}_")]

    @property
    def taken(self) -> int:
        """All money that ever left payers."""
        return sum(charge.get("amount_captured", 0) for charge in self.all("ch"))

    @property
    def given_back(self) -> int:
        """All money that went back."""
        made = [one for one in self.all("re") if one["status"] == "succeeded" and not one.get("_releases")]
        return sum(refund["amount"] for refund in made)

    def news(
        self, about: str, *, secret: str = SECRET, at: int | None = None, type: str = "invented"
    ) -> tuple[dict[str, str], bytes]:
        """An event about an object: headers and raw body."""
        event = {"id": f"evt_{about}", "object": "event", "type": type, "data": {"object": self.objects[about]}}
        body = json.dumps(event).encode()
        moment = self.now if at is None else at
        signature = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
        return {"Stripe-Signature": f"t={moment},v1={signature}"}, body

    # How it answers.

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path, form = request.path.removeprefix("/v1/"), dict(await request.post())
        self._count += 1
        self.requests.append((request.method, path))
        how = self.fails(self._count, request.method, path)
        if how in ("lost before", "silent before"):
            return await self._broken(how, request)
        try:
            given = {name: str(value) for name, value in (form or dict(request.query)).items()}
            status, body = 200, self._checked(request, path, given)
        except Says as says:
            status, body = says.status, says.body
        return await self._broken(how, request) if how else web.json_response(body, status=status)

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
            return web.Response(status=307, headers={"Location": f"{self.base}/v1/elsewhere"})
        return web.Response(status=int(how) if how.isdigit() else 500)

    def _checked(self, request: web.Request, path: str, given: dict[str, str]) -> dict[str, Any]:
        if request.headers["Authorization"] != f"Bearer {KEY}":
            raise Says(401, "api_key_invalid")
        assert request.headers["Stripe-Version"] == VERSION
        if path == "balance":
            return {"object": "balance"}
        if request.method == "GET" and given == {"limit": "1"}:  # somebody tries whether the key may read
            return {"object": "list", "data": [], "has_more": False}
        kind = path.removeprefix("checkout/").removeprefix("radar/").split("/")[0]
        for name in given:
            if not re.fullmatch(_PARAMS[kind] + r"|expand\[\d+\]", name):
                raise Says(400, "parameter_unknown", param=name)
        if request.method == "GET":
            return self._read(path, given)
        key, asked = request.headers["Idempotency-Key"], f"{path} {sorted(given.items())}"
        kept = self._keys.get(key)
        if kept is not None and self.now - kept[0] < _KEPT_SECONDS:
            if kept[1] != asked:
                raise Says(400, "idempotency_key_reused", type="idempotency_error")
            if kept[2] != 200:
                says = Says(kept[2], "")
                says.body = kept[3]
                raise says
            return kept[3]
        try:
            made = json.loads(json.dumps(self._change(path, given)))
        except Says as says:
            if says.status == 402:  # validation failures are not kept
                self._keys[key] = (self.now, asked, 402, says.body)
            raise
        self._keys[key] = (self.now, asked, 200, made)
        return made

    def _read(self, path: str, given: dict[str, str]) -> dict[str, Any]:
        *_, kind, id = ["", *path.split("/")]
        if kind == "payment_methods":
            return self._method(id)
        if id == "events":
            return self._events(given)
        if id in ("refunds", "disputes", "early_fraud_warnings"):
            prefix = {"refunds": "re", "disputes": "dp", "early_fraud_warnings": "issfr"}[id]
            rows = [one for one in reversed(self.all(prefix)) if one["payment_intent"] == given["payment_intent"]]
            if after := given.get("starting_after"):
                rows = rows[[one["id"] for one in rows].index(after) + 1 :]
            some = rows[: self.page_size]
            return {"object": "list", "data": some, "has_more": len(rows) > len(some)}
        if id in ("payouts", "balance_transactions"):
            return self._account(id, given)
        return self._expanded(self._found(id), given)

    def _account(self, kind: str, given: dict[str, str]) -> dict[str, Any]:
        """Payouts, or what one of them pays; the newest first."""
        if kind == "payouts":
            since = int(given["created[gte]"])
            rows = [one for one in reversed(self.all("po")) if one["created"] >= since]
            inside = ("balance_transaction", "failure_balance_transaction")
        else:
            rows = [one for one in reversed(self.all("txn")) if one["_payout"] == given["payout"]]
            inside = ("source",)
        assert {value for name, value in given.items() if name.startswith("expand")} == {f"data.{n}" for n in inside}
        if after := given.get("starting_after"):
            rows = rows[[one["id"] for one in rows].index(after) + 1 :]
        some = rows[: self.page_size]
        data = [one | {n: self.objects[one[n]] if one[n] in self.objects else one[n] for n in inside} for one in some]
        return {"object": "list", "data": data, "has_more": len(rows) > len(some)}

    def _events(self, given: dict[str, str]) -> dict[str, Any]:
        types = {value for name, value in given.items() if name.startswith("types")}
        assert 0 < len(types) <= 20
        known = [one["id"] for one in self.events]
        named = given.get("ending_before") or given.get("starting_after")
        if named is not None and named not in known:
            raise Says(404, "resource_missing", param="ending_before")
        rows = [one for one in self.events if one["created"] >= int(given.get("created[gte]", 0))]
        if "ending_before" in given:  # the oldest of the newer ones, the newest first
            rows = [one for one in rows if one["id"] > given["ending_before"]]
        elif "starting_after" in given:
            rows = [one for one in rows if one["id"] < given["starting_after"]]
        rows = [one for one in rows if one["type"] in types]
        some = rows[: self.page_size] if "ending_before" in given else rows[-self.page_size :]
        return {"object": "list", "data": some[::-1], "has_more": len(rows) > len(some)}

    def _expanded(self, found: dict[str, Any], given: dict[str, str]) -> dict[str, Any]:
        if not any(name.startswith("expand") for name in given):
            return found
        shown = dict(found)
        name = {"cs": "payment_intent", "pi": "latest_charge", "ch": "balance_transaction"}.get(shown["id"][:2])
        if name is not None and shown[name] is not None:
            shown[name] = self._expanded(self.objects[shown[name]], given)
        if shown.get("setup_intent") is not None:
            kept = self.objects[shown["setup_intent"]]
            shown["setup_intent"] = kept | {"payment_method": self._method(kept["payment_method"])}
        return shown

    def _change(self, path: str, given: dict[str, str]) -> dict[str, Any]:
        match path.split("/"):
            case ["checkout", "sessions"]:
                return self._session(given)
            case ["checkout", "sessions", id, "expire"]:
                if self._found(id)["status"] != "open":
                    raise Says(400, "resource_invalid_state")
                self.expire(id)
                return self.objects[id]
            case ["customers"]:
                return self._add("cus", {"object": "customer"})
            case ["payment_intents"]:
                method = self._method(given["payment_method"])
                assert (given["customer"], given["confirm"]) == (method["customer"], "false")
                assert given["allowed_payment_method_types[0]"] == method["type"]
                metadata = {"billhook_call": given["metadata[billhook_call]"]}
                made = self._intent(int(given["amount"]), given["currency"], metadata, given["customer"])
                return made | self._put(made, payment_method=method["id"], capture_method=given["capture_method"])
            case ["payment_intents", id, verb]:
                return self._expanded(self._moved(self._found(id), verb, given), given)
            case ["setup_intents"]:
                method = given["payment_method"]
                return self._add("seti", {"status": "requires_confirmation", "payment_method": method})
            case ["setup_intents", id, "confirm"]:
                return self._put(self._found(id), status="succeeded", mandate="mandate_there")
            case ["refunds"]:
                return self._refund(given)
            case ["disputes", id]:
                assert given.pop("submit") == "true"
                found = self._found(id)
                status = "warning_under_review" if found["status"].startswith("warning") else "under_review"
                count = found["evidence_details"]["submission_count"] + 1
                return self._put(found, status=status, evidence=given, evidence_details={"submission_count": count})
            case ["disputes", id, "close"]:
                return self._put(self._found(id), status="lost")
        raise Says(404, "unknown_path")

    def _session(self, given: dict[str, str]) -> dict[str, Any]:
        keeps = given["mode"] == "setup"
        assert (given["mode"] in ("payment", "setup"), given["ui_mode"]) == (True, "hosted_page")
        wrong = ("line_items", "payment_intent_data") if keeps else ("setup_intent_data", "currency")
        assert not [name for name in given if name.startswith(wrong)], "it belongs to another mode"
        assert "currency" in given or "line_items[0][quantity]" in given
        assert "customer_creation" not in given or "customer" not in given
        assert ("customer" in given) != ("customer_email" in given) or "customer" not in given
        if " " in given.get("customer_email", ""):
            raise Says(400, "email_invalid", param="customer_email")
        if "customer" in given and given["customer"] not in self.objects:
            raise Says(400, "resource_missing", param="customer")
        named = {value for name, value in given.items() if name.startswith("allowed_payment_method_types")}
        if not named <= self.switched_on:
            raise Says(400, "payment_method_type_invalid", param="allowed_payment_method_types")
        expires_at = int(given["expires_at"])
        if not 1_800 <= expires_at - self.now <= 86_400:
            raise Says(400, "parameter_invalid", param="expires_at")
        made = self._add("cs_live", {
            "object": "checkout.session", "status": "open", "payment_status": "unpaid", "payment_intent": None,
            "amount_total": None if keeps else int(given["line_items[0][price_data][unit_amount]"]),
            "currency": given["currency" if keeps else "line_items[0][price_data][currency]"],
            "customer": given.get("customer"), "expires_at": expires_at, "mode": given["mode"], "setup_intent": None,
            "metadata": {"billhook_call": given["metadata[billhook_call]"]}, "_given": given,
            "_saves": given.get("payment_intent_data[setup_future_usage]"),
        })  # fmt: skip
        return self._put(made, url=f"{self.base}/pay/{made['id']}")

    def _moved(self, intent: dict[str, Any], verb: str, given: dict[str, str]) -> dict[str, Any]:
        wanted = {"confirm": ["requires_confirmation"], "capture": ["requires_capture"],
                  "cancel": ["requires_capture", "requires_payment_method", "requires_action"],
                  "increment_authorization": ["requires_capture"]}[verb]  # fmt: skip
        if intent["status"] not in wanted:
            raise Says(400, "payment_intent_unexpected_state", payment_intent=self._expanded(intent, {"expand": ""}))
        if verb == "cancel":
            return self._put(intent, status="canceled", cancellation_reason=given.get("cancellation_reason"))
        if verb == "increment_authorization":
            return self._put(intent, amount=int(given["amount"]))
        if verb == "capture":
            return self._take(intent, int(given["amount_to_capture"]))
        return self._confirmed(intent, given)

    def _confirmed(self, intent: dict[str, Any], given: dict[str, str]) -> dict[str, Any]:
        method = intent["payment_method"]
        reason = _DECLINES.get(method)
        if method == "pm_secure":
            if given.get("off_session") != "true":
                return self._put(intent, status="requires_action", next_action={"type": "use_stripe_sdk"})
            reason = "authentication_required"
        if reason is not None:
            code = "authentication_required" if method == "pm_secure" else "card_declined"
            error = {"type": "card_error", "code": code, "decline_code": reason}
            kind = "blocked" if reason == "generic_decline" else "issuer_declined"
            failed = self._add("ch", {
                "amount": 0, "balance_transaction": None, "payment_intent": intent["id"], "disputed": False,
                "outcome": {"risk_level": "elevated", "type": kind},
            })  # fmt: skip
            self._put(intent, status="requires_payment_method", last_payment_error=error, latest_charge=failed["id"])
            raise Says(402, code, type="card_error", decline_code=reason, payment_intent=dict(intent))
        if method == "pm_slow":
            return self._put(intent, status="processing")
        if intent["capture_method"] == "manual":
            return self._put(intent, status="requires_capture")
        return self._take(intent)

    def _take(self, intent: dict[str, Any], amount: int | None = None) -> dict[str, Any]:
        took = intent["amount"] if amount is None else amount
        card = {"brand": "visa", "last4": "4242", "exp_month": 8, "exp_year": 2030, "number": "4242424242424242",
                "checks": {"cvc_check": "pass"}, "wallet": {"type": "apple_pay", "dynamic_last4": "4242"}}  # fmt: skip
        charge = self._add("ch", {
            "object": "charge", "metadata": intent["metadata"],
            "amount": intent["amount"], "amount_captured": took, "amount_refunded": intent["amount"] - took,
            "balance_transaction": None, "disputed": False, "payment_intent": intent["id"],
            "outcome": {"risk_level": "normal", "type": "authorized"},
            "payment_method_details": {"type": "card", "card": card},
        })  # fmt: skip
        if self.books_at_once:
            charge["balance_transaction"] = self._entry(took, charge["id"])
        if took < intent["amount"]:  # Stripe writes the rest down as a refund
            self._add("re", {
                "object": "refund", "amount": intent["amount"] - took, "payment_intent": intent["id"],
                "status": "succeeded", "created": self.now, "charge": charge["id"], "metadata": {}, "reason": None,
                "_releases": True,
            })  # fmt: skip
        return self._put(
            intent, status="succeeded", amount_received=took, latest_charge=charge["id"], last_payment_error=None
        )

    def _entry(self, took: int, charge: str) -> str:
        fee = took * 29 // 1_000 + 30
        return str(self._add("txn", {
            "fee": fee, "amount": took, "currency": "eur", "available_on": self.now + 172_800, "net": took - fee,
            "exchange_rate": 0.92, "reporting_category": "charge", "source": charge, "_payout": None,
        })["id"])  # fmt: skip

    def _refund(self, given: dict[str, str]) -> dict[str, Any]:
        amount, intent = int(given["amount"]), given["payment_intent"]
        before = sum(one["amount"] for one in self.all("re") if one["payment_intent"] == intent)
        if before + amount > self.objects[self._found(intent)["latest_charge"]]["amount"]:
            raise Says(400, "charge_already_refunded")
        return self._add("re", {
            "object": "refund", "amount": amount, "payment_intent": intent, "status": "succeeded",
            "created": self.now, "metadata": {"billhook_call": given["metadata[billhook_call]"]},
        })  # fmt: skip

    def _intent(self, amount: int, currency: str, metadata: dict[str, str], customer: str | None) -> dict[str, Any]:
        return self._add("pi", {
            "object": "payment_intent", "status": "requires_confirmation", "amount": amount, "currency": currency,
            "metadata": metadata, "customer": customer, "latest_charge": None, "last_payment_error": None,
            "payment_method": None, "capture_method": "automatic", "setup_future_usage": None,
        })  # fmt: skip

    def _method(self, id: str) -> dict[str, Any]:
        if id not in self.methods:
            raise Says(404, "resource_missing", param="id")
        card = {"brand": "visa", "last4": "4242", "exp_month": 8, "exp_year": 2030}
        inside = {"card": card, "sepa_debit": {"last4": "3000", "country": "DE"}, "link": {}}
        type = self.methods[id]
        return {"id": id, "type": type, "customer": "cus_there", type: inside[type]}

    def _found(self, id: str) -> dict[str, Any]:
        if id not in self.objects:
            raise Says(404, "resource_missing", param="id")
        return self.objects[id]

    def _put(self, found: dict[str, Any], **values: Any) -> dict[str, Any]:
        found |= values
        return found

    def _add(self, prefix: str, values: dict[str, Any]) -> dict[str, Any]:
        id = f"{prefix}_{len(self.objects) + 1:04}x"
        self.objects[id] = {"id": id, **values}
        return self.objects[id]


@asynccontextmanager
async def running() -> AsyncIterator[FakeStripe]:
    """A fake on a free port of this machine."""
    fake = FakeStripe()
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
