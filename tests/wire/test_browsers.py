"""What a publishable key opens, which everybody can read: what a payment page needs, no more (platform.md §7.10)."""

import json
import re
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Response, Server, run_billhook
from tests.rooms.payments.beside import Bank, Killed, beside, run
from tests.rooms.payments.test_calls import killed
from tests.stories.psql import query
from tests.wire.hostile import Caller, filled

from billhook.routes import ROUTES
from billhook.wire.browsers import reduced

OPEN = {
    ("GET", "/v1/payment_intents/{intent}"), ("POST", "/v1/payment_intents/{intent}/confirm"),
    ("GET", "/v1/setup_intents/{intent}"), ("POST", "/v1/setup_intents/{intent}/confirm"),
    ("POST", "/v1/payment_intents/{intent}/verify_microdeposits"),
    ("POST", "/v1/setup_intents/{intent}/verify_microdeposits"),
    ("POST", "/v1/payment_methods"), ("POST", "/v1/tokens"), ("POST", "/v1/confirmation_tokens"),
}  # fmt: skip
# The business of the account alone.
HIDDEN = {"application", "customer", "latest_charge", "metadata", "payment_details", "transfer_data"}
CARD = {"type": "card", "card[number]": "4242424242424242", "card[exp_month]": "12", "card[exp_year]": "40"}


@pytest.fixture(scope="module")
def publishable(server: Server) -> str:
    found = re.search(r"pk_test_[0-9A-Za-z]+", run_billhook(server, "keys"))
    assert found is not None
    return found[0]


class Page:
    """A payment page: it has the publishable key, and the client secret of one intent."""

    def __init__(self, server: Server, key: str, intent: Any) -> None:
        self.server, self.key, self.intent = server, key, intent
        self.path = f"/v1/{intent.object}s/{intent.id}"

    def ask(self, method: str, path: str, form: Any = None, **headers: str) -> Response:
        return self.server.request(method, path, form, headers, key=self.key)

    def sees(self, secret: str | None = None) -> Response:
        return self.ask("GET", f"{self.path}?client_secret={secret or self.intent.client_secret}")

    def confirms(self, secret: str | None = None, **more: str) -> Response:
        form = {"client_secret": secret or self.intent.client_secret, "payment_method": "pm_card_visa"} | more
        return self.ask("POST", f"{self.path}/confirm", form)


@pytest.fixture
def page(server: Server, shop: Shop, publishable: str) -> Page:
    customer = shop.customer()
    given: Any = {"amount": 1_000, "currency": "usd", "customer": customer.id, "metadata": {"margin": "70%"}}
    return Page(server, publishable, shop.v1.payment_intents.create(given))


@pytest.fixture
def setup(server: Server, shop: Shop, publishable: str) -> Page:
    return Page(server, publishable, shop.v1.setup_intents.create({"metadata": {"margin": "70%"}}))


def error(answer: Response) -> tuple[int, str | None, str | None]:
    told = answer.json["error"]
    return answer.status, told.get("code"), told.get("param")


class TestWhatItOpens:
    def test_these_routes(self) -> None:
        assert {(route.method, route.path) for route in ROUTES if route.browser is not None} == OPEN

    def test_and_no_other(self, server: Server) -> None:
        keys = [line.split()[-1] for line in run_billhook(server, "keys").splitlines() if "publishable" in line]
        assert len(keys) == 2  # one in each mode
        for key in keys:
            call = Caller(server, key)
            for route in (route for route in ROUTES if route.browser is None):
                status, body = call(route.method, filled(route, lambda _collection, _place: "x"))
                assert (status, json.loads(body)["error"]["code"]) == (403, "secret_key_required"), route.path

    def test_what_there_is_not(self, server: Server, publishable: str) -> None:
        assert server.request("GET", "/v1/nothing", key=publishable).status == 403

    def test_from_any_page(self, server: Server, page: Page) -> None:
        for answer in (page.sees(), page.sees("wrong"), page.ask("GET", "/v1/customers")):
            assert answer.headers["access-control-allow-origin"] == "*"
        preflight = server.request("OPTIONS", f"{page.path}/confirm", key=None)
        assert (preflight.status, preflight.headers["access-control-allow-origin"]) == (200, "*")
        assert "Authorization" in preflight.headers["access-control-allow-headers"]


class TestPaymentIntents:
    def test_it_shows_what_a_payer_may_see(self, page: Page) -> None:
        shown = page.sees().json
        assert (shown["id"], shown["amount"], shown["status"]) == (page.intent.id, 1_000, "requires_payment_method")
        assert set(shown) & HIDDEN == set()
        assert set(shown) == {
            "amount", "amount_details", "automatic_payment_methods", "canceled_at", "cancellation_reason",
            "capture_method", "client_secret", "confirmation_method", "created", "currency", "description", "id",
            "last_payment_error", "livemode", "next_action", "object", "payment_method",
            "payment_method_configuration_details", "payment_method_types", "processing", "receipt_email",
            "setup_future_usage", "shipping", "source", "status",
        }  # fmt: skip

    def test_it_confirms(self, shop: Shop, page: Page) -> None:
        method = page.ask("POST", "/v1/payment_methods", CARD | {"billing_details[name]": "Jenny"}).json
        assert (method["object"], method["card"]["last4"], set(method) & HIDDEN) == ("payment_method", "4242", set())
        done = page.confirms(payment_method=method["id"])
        assert (done.status, done.json["status"], set(done.json) & HIDDEN) == (200, "succeeded", set())
        assert shop.v1.payment_intents.retrieve(page.intent.id).status == "succeeded"

    def test_it_collects_for_the_server(self, shop: Shop, page: Page) -> None:
        """The way without a word of the card on the server: it confirms with the token that the page made."""
        data = {
            "payment_method_data[type]": "card", "payment_method_data[card][number]": "4242424242424242",
            "payment_method_data[card][exp_month]": "12", "payment_method_data[card][exp_year]": "40",
        }  # fmt: skip
        token = page.ask("POST", "/v1/confirmation_tokens", {**data, "setup_future_usage": "off_session"})
        assert (token.status, token.json["payment_method_preview"]["card"]["last4"]) == (200, "4242")
        assert set(token.json) & HIDDEN == set()
        paid = shop.v1.payment_intents.confirm(page.intent.id, {"confirmation_token": token.json["id"]})
        assert (paid.status, paid.setup_future_usage) == ("succeeded", "off_session")

    def test_it_makes_tokens_of_cards(self, shop: Shop, page: Page) -> None:
        form = {name: value for name, value in CARD.items() if name != "type"}
        token = page.ask("POST", "/v1/tokens", form)
        assert (token.status, token.json["card"]["last4"], set(token.json) & HIDDEN) == (200, "4242", set())
        method = shop.v1.payment_methods.create({"type": "card", "card": {"token": token.json["id"]}})
        assert method.card.last4 == "4242"  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("path", "given"),
        [
            ("/v1/confirmation_tokens", {"payment_method": "pm_card_visa"}),
            ("/v1/confirmation_tokens", {"expand[]": "a"}), ("/v1/tokens", {"customer": "cus_1"}),
            ("/v1/tokens", {"pii[id_number]": "1"}),
        ],
    )  # fmt: skip
    def test_what_it_may_not_collect(self, page: Page, path: str, given: dict[str, str]) -> None:
        (name,) = (name.partition("[")[0] for name in given)
        assert error(page.ask("POST", path, given)) == (403, "secret_key_required", name)

    def test_a_decline_tells_no_more(self, page: Page) -> None:
        told = page.confirms(payment_method="pm_card_visa_chargeDeclined")
        assert error(told) == (402, "card_declined", None)
        assert set(told.json["error"]["payment_intent"]) & HIDDEN == set()
        assert "margin" not in told.body.decode()

    def test_nor_does_a_refusal(self, page: Page) -> None:
        page.confirms()
        again = page.confirms()
        assert error(again) == (400, "payment_intent_unexpected_state", None)
        assert set(again.json["error"]["payment_intent"]) & HIDDEN == set()

    def test_the_secret_is_needed(self, shop: Shop, page: Page) -> None:
        assert error(page.ask("GET", page.path)) == (401, None, "client_secret")
        assert error(page.ask("GET", f"{page.path}?client_secret=")) == (401, None, "client_secret")
        assert error(page.ask("POST", f"{page.path}/confirm", {"payment_method": "pm_card_visa"})) == (
            401, None, "client_secret",
        )  # fmt: skip
        other = shop.v1.payment_intents.create({"amount": 1_000, "currency": "usd"})
        for wrong in ("x", f"{page.intent.id}_secret_x", str(other.client_secret)):
            for answer in (page.sees(wrong), page.confirms(wrong)):
                assert error(answer) == (400, None, "client_secret")
                assert "margin" not in answer.body.decode()
        assert shop.v1.payment_intents.retrieve(page.intent.id).status == "requires_payment_method"

    @pytest.mark.parametrize(
        "given",
        [
            {"expand[]": "customer"}, {"off_session": "true"}, {"error_on_requires_action": "true"},
            {"mandate": "mandate_1"}, {"metadata[a]": "b"}, {"amount_to_confirm": "1"}, {"capture_method": "automatic"},
        ],
    )  # fmt: skip
    def test_what_it_may_not_say(self, page: Page, given: dict[str, str]) -> None:
        (name,) = (name.partition("[")[0] for name in given)
        answer = page.confirms(**given)
        assert error(answer) == (403, "secret_key_required", name)

    @pytest.mark.parametrize(
        "options",
        [
            {"[card][request_three_d_secure]": "automatic"}, {"[card]": ""}, {"[card][capture_method]": "manual"},
            {"[us_bank_account][verification_method]": "automatic"}, {"[us_bank_account]": ""},
        ],
    )  # fmt: skip
    def test_how_it_is_paid_is_the_accounts_to_say(
        self, server: Server, shop: Shop, publishable: str, options: dict[str, str]
    ) -> None:  # fmt: skip
        """A payer could have his bank not asked, or turn a payment into a hold."""
        given: Any = {"card": {"request_three_d_secure": "any"}}
        made = shop.v1.payment_intents.create({"amount": 1_000, "currency": "usd", "payment_method_options": given})
        page = Page(server, publishable, made)
        ((place, value),) = options.items()
        answer = page.confirms(
            payment_method="pm_card_threeDSecureOptional", **{f"payment_method_options{place}": value}
        )
        assert answer.status == 403
        assert error(answer)[1] == "secret_key_required"
        assert page.confirms(payment_method="pm_card_threeDSecureOptional").json["status"] == "requires_action"

    def test_what_a_secret_key_was_told_is_not_replayed_to_it(self, server: Server, page: Page) -> None:
        form = {"client_secret": page.intent.client_secret, "payment_method": "pm_card_visa"}
        key = {"Idempotency-Key": f"page-{page.intent.id}"}
        whole = server.request("POST", f"{page.path}/confirm", form, key)
        assert "margin" in whole.body.decode()
        answer = page.ask("POST", f"{page.path}/confirm", form, **key)
        assert answer.status == 400
        assert "margin" not in answer.body.decode()

    def test_what_it_was_told_is(self, page: Page) -> None:
        form = {"client_secret": page.intent.client_secret, "payment_method": "pm_card_visa"}
        key = {"Idempotency-Key": f"page-{page.intent.id}"}
        first, second = (page.ask("POST", f"{page.path}/confirm", form, **key) for _ in range(2))
        assert (first.status, second.body) == (200, first.body)

    def test_what_it_is_told_after_a_crash_is_no_more(self, server: Server, page: Page) -> None:
        """The process dies between the call and the settlement; the worker writes the answer of the key."""
        form = {"client_secret": page.intent.client_secret, "payment_method": "pm_card_visa"}
        path, name = f"{page.path}/confirm", f"killed-{page.intent.id}"

        async def story() -> None:
            async with beside(server, Bank(charge_by=killed)) as other:
                other.key = page.key
                await other.post(path, form, name)

        async def settled(tenant: int, call: str) -> None:
            async with beside(server, Bank()) as other:
                await other.ask_again(tenant, call)

        with pytest.raises(Killed):
            run(story())
        (call,) = query(server, "SELECT tenant, id FROM calls WHERE subject = $1", page.intent.id)
        run(settled(call["tenant"], call["id"]))
        answer = page.ask("POST", path, form, **{"Idempotency-Key": name})
        assert (answer.status, answer.headers["idempotent-replayed"]) == (200, "true")
        assert (answer.json["status"], set(answer.json) & HIDDEN) == ("succeeded", set())

    def test_a_page_of_its_own_leads_to_the_bank(self, page: Page) -> None:
        back = "https://example.com/back"
        asked = page.confirms(payment_method="pm_card_authenticationRequired", return_url=back).json
        assert asked["next_action"]["redirect_to_url"]["return_url"] == back


class TestSetupIntents:
    def test_it_shows_and_confirms(self, setup: Page) -> None:
        for shown in (setup.sees().json, setup.confirms().json):
            assert set(shown) == {
                "automatic_payment_methods", "cancellation_reason", "client_secret", "created", "description", "id",
                "last_setup_error", "livemode", "next_action", "object", "payment_method",
                "payment_method_configuration_details", "payment_method_types", "status", "usage",
            }  # fmt: skip
        assert setup.sees().json["status"] == "succeeded"

    def test_the_secret_is_needed(self, setup: Page) -> None:
        assert error(setup.ask("GET", setup.path)) == (401, None, "client_secret")
        assert error(setup.confirms("x")) == (400, None, "client_secret")
        setup.confirms()
        # Also where the state alone would be a reason to refuse, and would show the intent.
        assert error(setup.confirms("x")) == (400, None, "client_secret")


class TestPaymentMethods:
    @pytest.mark.parametrize("given", [{"metadata[a]": "b"}, {"expand[]": "customer"}, {"customer": "cus_1"}])
    def test_what_it_may_not_say(self, page: Page, given: dict[str, str]) -> None:
        (name,) = (name.partition("[")[0] for name in given)
        assert error(page.ask("POST", "/v1/payment_methods", CARD | given)) == (403, "secret_key_required", name)

    def test_it_reads_none(self, shop: Shop, page: Page) -> None:
        method = shop.v1.payment_methods.attach("pm_card_visa", {"customer": shop.customer().id})
        assert page.ask("GET", f"/v1/payment_methods/{method.id}").status == 403


def test_everything_inside_is_reduced_too() -> None:
    inner = {"object": "payment_intent", "id": "pi_1", "metadata": {"a": "b"}}
    shown = reduced({"error": {"payment_intent": inner, "code": "x"}, "list": [inner]})
    assert shown == {
        "error": {"payment_intent": {"object": "payment_intent", "id": "pi_1"}, "code": "x"},
        "list": [{"object": "payment_intent", "id": "pi_1"}],
    }  # fmt: skip
    assert json.dumps(reduced(None)) == "null"
