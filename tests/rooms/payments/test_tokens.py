"""Tokens of cards and confirmation tokens: what a page collects, for one use by a server (platform.md §7.10)."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused
from tests.conftest import Server
from tests.stories.psql import query

CARD: Any = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}
HOLDER = {"name": "Jenny Rosen", "address_line1": "1 Main St", "address_zip": "94111", "address_country": "US"}
SHIPPING: Any = {"name": "Jenny Rosen", "address": {"line1": "1 Main St"}}
HALF_A_DAY = 12 * 3_600


class TestOfCards:
    def test_what_it_looks_like(self, shop: Shop) -> None:
        token = shop.v1.tokens.create({"card": {**CARD, **HOLDER}})
        assert token.id.startswith("tok_")
        assert json.loads(token.last_response.body) == {
            "id": token.id, "object": "token",
            "card": {
                "id": f"card_{token.id[4:]}", "object": "card", "address_city": None, "address_country": "US",
                "address_line1": "1 Main St", "address_line1_check": "unchecked", "address_line2": None,
                "address_state": None, "address_zip": "94111", "address_zip_check": "unchecked", "brand": "Visa",
                "country": "US", "cvc_check": "unchecked", "dynamic_last4": None, "exp_month": 12, "exp_year": 2040,
                "fingerprint": token.card.fingerprint, "funding": "credit", "last4": "4242", "metadata": {},
                "name": "Jenny Rosen", "networks": {"preferred": None}, "regulated_status": "unregulated",
                "tokenization_method": None, "wallet": None,
            },
            "client_ip": None, "created": token.created, "livemode": False, "type": "card", "used": False,
        }  # fmt: skip
        assert shop.v1.tokens.retrieve(token.id).card.last4 == "4242"

    def test_used_once(self, shop: Shop) -> None:
        token = shop.v1.tokens.create({"card": {**CARD, **HOLDER}})
        made = shop.v1.payment_methods.create({"type": "card", "card": {"token": token.id}})
        assert (made.card.last4, made.card.exp_year, made.card.checks.cvc_check) == ("4242", 2040, "unchecked")
        assert (made.billing_details.name, made.billing_details.address.postal_code) == ("Jenny Rosen", "94111")
        assert made.card.fingerprint == token.card.fingerprint
        assert shop.v1.tokens.retrieve(token.id).used is True
        with refused(
            f"You cannot use a Stripe token more than once: {token.id}.", code="token_already_used",
            param="card[token]",
        ):  # fmt: skip
            shop.v1.payment_methods.create({"type": "card", "card": {"token": token.id}})

    def test_what_the_server_says_of_its_holder_counts(self, shop: Shop) -> None:
        token = shop.v1.tokens.create({"card": {**CARD, **HOLDER}})
        made = shop.v1.payment_methods.create(
            {"type": "card", "card": {"token": token.id}, "billing_details": {"name": "John Doe"}}
        )
        assert (made.billing_details.name, made.billing_details.address.line1) == ("John Doe", None)

    def test_many_at_once_use_it_once(self, shop: Shop) -> None:
        token = shop.v1.tokens.create({"card": CARD})

        def attempt(_: int) -> str:
            try:
                return shop.v1.payment_methods.create({"type": "card", "card": {"token": token.id}}).object
            except stripe.InvalidRequestError as error:
                return str(error.code)

        with ThreadPoolExecutor(8) as pool:
            came = list(pool.map(attempt, range(16)))
        assert sorted(came) == ["payment_method", *["token_already_used"] * 15]

    @pytest.mark.parametrize(
        ("changed", "code", "param"),
        [
            ({"number": "4242424242424241"}, "incorrect_number", "number"),
            ({"exp_month": 13}, "invalid_expiry_month", "exp_month"),
            ({"cvc": "12"}, "invalid_cvc", "cvc"),
        ],
    )
    def test_a_card_that_is_wrong(self, shop: Shop, changed: Any, code: str, param: str) -> None:
        with pytest.raises(stripe.CardError) as caught:
            shop.v1.tokens.create({"card": {**CARD, **changed}})
        assert (caught.value.code, caught.value.param) == (code, param)

    def test_what_is_refused(self, shop: Shop) -> None:
        with refused(None, code="parameter_missing", param="card"):
            shop.v1.tokens.create({})
        with refused(None, code="parameter_not_supported", param="pii"):
            shop.v1.tokens.create({"card": CARD, "pii": {"id_number": "1"}})
        with refused("No such token: 'tok_none'", status=404, code="resource_missing", param="token"):
            shop.v1.tokens.retrieve("tok_none")
        with refused(None, code="resource_missing", param="card[token]"):
            shop.v1.payment_methods.create({"type": "card", "card": {"token": "tok_none"}})


def collected(shop: Shop, **given: Any) -> Any:
    """A confirmation token, with a card unless something else is said."""
    data = {"payment_method": "pm_card_visa"} if not given.keys() & {"payment_method", "payment_method_data"} else {}
    return shop.v1.test_helpers.confirmation_tokens.create({**data, **given})


class TestConfirmationTokens:
    def test_what_it_looks_like(self, shop: Shop) -> None:
        token = collected(
            shop, return_url="https://example.com/back", setup_future_usage="off_session", shipping=SHIPPING
        )
        body = json.loads(token.last_response.body)
        assert body["payment_method_preview"].keys() == {
            "allow_redisplay", "billing_details", "card", "customer", "customer_account", "type",
        }  # fmt: skip
        assert body["payment_method_preview"]["card"]["last4"] == "4242"
        assert body["shipping"]["address"]["line1"] == "1 Main St"
        del body["payment_method_preview"], body["shipping"]
        assert body == {
            "id": token.id, "object": "confirmation_token", "created": token.created,
            "expires_at": token.created + HALF_A_DAY, "livemode": False, "mandate_data": None, "payment_intent": None,
            "payment_method_options": None, "return_url": "https://example.com/back",
            "setup_future_usage": "off_session", "setup_intent": None, "use_stripe_sdk": True,
        }  # fmt: skip
        assert token.id.startswith("ctoken_")
        assert shop.v1.confirmation_tokens.retrieve(token.id).expires_at == token.expires_at

    def test_a_payment_made_with_it(self, shop: Shop) -> None:
        customer = shop.customer()
        token = collected(shop, setup_future_usage="off_session", shipping=SHIPPING)
        paid = shop.v1.payment_intents.create(
            {
                "amount": 1_000, "currency": "usd", "customer": customer.id, "confirm": True,
                "confirmation_token": token.id,
            }
        )  # fmt: skip
        assert (paid.status, paid.setup_future_usage, paid.shipping.name) == ("succeeded", "off_session", "Jenny Rosen")
        assert shop.v1.payment_methods.retrieve(paid.payment_method).customer == customer.id
        assert shop.v1.confirmation_tokens.retrieve(token.id).payment_intent == paid.id

    def test_a_payment_confirmed_with_it(self, shop: Shop) -> None:
        token = collected(shop, payment_method="pm_card_threeDSecure2Required", return_url="https://example.com/back")
        made = shop.v1.payment_intents.create({"amount": 1_000, "currency": "usd"})
        asked = shop.v1.payment_intents.confirm(made.id, {"confirmation_token": token.id})
        assert asked.status == "requires_action"
        assert asked.next_action.redirect_to_url.return_url == "https://example.com/back"

    def test_what_the_server_says_counts(self, shop: Shop) -> None:
        token = collected(shop, return_url="https://example.com/page", shipping=SHIPPING)
        paid = shop.v1.payment_intents.create(
            {
                "amount": 1_000, "currency": "usd", "confirm": True, "confirmation_token": token.id,
                "return_url": "https://example.com/server",
                "shipping": {"name": "John Doe", "address": {"line1": "2 Main St"}},
            }
        )  # fmt: skip
        assert paid.shipping.name == "John Doe"

    def test_a_method_that_is_kept_already(self, shop: Shop) -> None:
        customer = shop.customer()
        card = shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
        for _ in range(2):
            token = collected(shop, payment_method=card.id)
            assert token.payment_method_preview.customer == customer.id
            paid = shop.v1.payment_intents.create(
                {
                    "amount": 1_000, "currency": "usd", "customer": customer.id, "confirm": True,
                    "confirmation_token": token.id,
                }
            )  # fmt: skip
            assert paid.payment_method == card.id

    def test_a_debit_with_the_mandate_that_was_given_on_the_page(self, shop: Shop, server: Server) -> None:
        form = {
            "payment_method_data[type]": "sepa_debit",
            "payment_method_data[sepa_debit][iban]": "AT611904300234573201",
            "payment_method_data[billing_details][name]": "Jenny Rosen",
            "payment_method_data[billing_details][email]": "jenny@example.com",
            "mandate_data[customer_acceptance][type]": "online",
            "mandate_data[customer_acceptance][accepted_at]": "1700000000",
            "mandate_data[customer_acceptance][online][ip_address]": "127.0.0.1",
            "mandate_data[customer_acceptance][online][user_agent]": "test",
        }
        token = server.request("POST", "/v1/confirmation_tokens", form).json
        assert token["mandate_data"] == {
            "customer_acceptance": {"online": {"ip_address": "127.0.0.1", "user_agent": "test"}, "type": "online"}
        }
        paid = shop.v1.payment_intents.create(
            {"amount": 1_000, "currency": "eur", "confirm": True, "confirmation_token": token["id"]}
        )
        assert paid.status == "processing"
        charge = shop.v1.charges.retrieve(paid.latest_charge)
        mandate = shop.v1.mandates.retrieve(charge.payment_method_details.sepa_debit.mandate)
        assert mandate.customer_acceptance.online.user_agent == "test"
        assert mandate.customer_acceptance.accepted_at == 1_700_000_000

    def test_a_mandate_whose_moment_was_stored_as_text(self, shop: Shop, server: Server) -> None:
        form = {
            "payment_method_data[type]": "sepa_debit",
            "payment_method_data[sepa_debit][iban]": "AT611904300234573201",
            "payment_method_data[billing_details][name]": "Jenny Rosen",
            "payment_method_data[billing_details][email]": "jenny@example.com",
            "mandate_data[customer_acceptance][type]": "offline",
            "mandate_data[customer_acceptance][accepted_at]": "1600000000",
        }
        token = server.request("POST", "/v1/confirmation_tokens", form).json
        # As earlier releases stored it.
        moment = "'{customer_acceptance,accepted_at}', '\"1700000000\"'"
        query(
            server, f"UPDATE confirmation_tokens SET mandate_data = jsonb_set(mandate_data, {moment}) WHERE id = $1",
            token["id"],
        )  # fmt: skip
        paid = shop.v1.payment_intents.create(
            {
                "amount": 1_000, "currency": "eur", "confirm": True, "confirmation_token": token["id"],
                "expand": ["latest_charge"],
            }
        )  # fmt: skip
        mandate = shop.v1.mandates.retrieve(paid.latest_charge.payment_method_details.sepa_debit.mandate)
        assert json.loads(mandate.last_response.body)["customer_acceptance"] == {
            "accepted_at": 1_700_000_000, "offline": {}, "type": "offline"
        }  # fmt: skip

    def test_a_set_up_with_it(self, shop: Shop) -> None:
        customer = shop.customer()
        made, later = collected(shop), collected(shop)
        ready = shop.v1.setup_intents.create({"customer": customer.id, "confirm": True, "confirmation_token": made.id})
        assert (ready.status, shop.v1.confirmation_tokens.retrieve(made.id).setup_intent) == ("succeeded", ready.id)
        waiting = shop.v1.setup_intents.create({"customer": customer.id})
        assert shop.v1.setup_intents.confirm(waiting.id, {"confirmation_token": later.id}).status == "succeeded"
        for token in (made, later):
            with refused(None, param="confirmation_token"):
                shop.v1.setup_intents.create({"confirm": True, "confirmation_token": token.id})

    def test_once_and_in_time(self, shop: Shop, server: Server) -> None:
        def pay(token: Any, **more: Any) -> Any:
            given = {"amount": 1_000, "currency": "usd", "confirm": True, "confirmation_token": token.id}
            return shop.v1.payment_intents.create({**given, **more})  # type: ignore[arg-type]

        token = collected(shop)
        paid = pay(token)
        used = f"The ConfirmationToken {token.id} was already used, to confirm {paid.id}. Make another one."
        with refused(used, param="confirmation_token"):
            pay(token)
        late = collected(shop)
        query(server, "UPDATE confirmation_tokens SET expires_at = 1 WHERE id = $1", late.id)
        with refused(None, param="confirmation_token"):
            pay(late)
        with refused(None, code="parameters_exclusive", param="confirmation_token"):
            pay(collected(shop), payment_method="pm_card_visa")
        with refused(None, code="resource_missing", param="confirmation_token"):
            shop.v1.payment_intents.create(
                {"amount": 1_000, "currency": "usd", "confirm": True, "confirmation_token": "ctoken_none"}
            )
        with refused(None, param="confirmation_token"):
            pay(collected(shop), confirm=False)

    def test_a_decline_uses_it_up(self, shop: Shop) -> None:
        token = collected(shop, payment_method="pm_card_chargeCustomerFail")
        made = shop.v1.payment_intents.create({"amount": 1_000, "currency": "usd"})
        with pytest.raises(stripe.CardError):
            shop.v1.payment_intents.confirm(made.id, {"confirmation_token": token.id})
        with refused(None, param="confirmation_token"):
            shop.v1.payment_intents.confirm(made.id, {"confirmation_token": token.id})
        paid = shop.v1.payment_intents.confirm(made.id, {"confirmation_token": collected(shop).id})
        assert paid.status == "succeeded"

    def test_what_is_refused(self, shop: Shop) -> None:
        helper = shop.v1.test_helpers.confirmation_tokens
        with refused(None, code="parameter_missing", param="payment_method"):
            helper.create({})
        with refused(None, code="resource_missing", param="payment_method"):
            helper.create({"payment_method": "pm_none"})
        with refused(None, param="return_url"):
            collected(shop, return_url="javascript:alert(1)")
        with refused(None, status=404, code="resource_missing", param="confirmation_token"):
            shop.v1.confirmation_tokens.retrieve("ctoken_none")
