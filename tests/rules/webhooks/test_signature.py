"""The signature, checked by the official client as receivers do."""

import json
import time

import pytest
import stripe

from billhook.webhooks.rules.signature import header

SECRET = "whsec_" + "k" * 32
BODY = json.dumps({"id": "evt_1", "object": "event", "type": "invoice.paid", "note": "Müller & Söhne"}).encode()


def test_the_official_client_accepts_it() -> None:
    event = stripe.Webhook.construct_event(BODY, header([SECRET], BODY, int(time.time())), SECRET)
    assert event["note"] == "Müller & Söhne"


@pytest.mark.parametrize(
    ("body", "secret", "age_seconds", "message"),
    [
        (BODY + b" ", SECRET, 0, "No signatures found matching"),
        (BODY, "whsec_" + "x" * 32, 0, "No signatures found matching"),
        (BODY, SECRET, 301, "Timestamp outside the tolerance zone"),
    ],
)
def test_it_refuses_another_body_another_secret_and_an_old_one(
    body: bytes, secret: str, age_seconds: int, message: str
) -> None:
    signed = header([SECRET], BODY, int(time.time()) - age_seconds)
    with pytest.raises(stripe.SignatureVerificationError, match=message):
        stripe.Webhook.construct_event(body, signed, secret)


def test_its_form() -> None:
    # printf "1700000000.{}" | openssl dgst -sha256 -hmac whsec_test
    assert header(["whsec_test"], b"{}", 1_700_000_000) == (
        "t=1700000000,v1=35495024f4ef3f94e5a93e22221544c4b75e9a42300cd965ab81cb85cd994e91"
    )


def test_two_secrets_sign_while_one_takes_over_from_the_other() -> None:
    signed = header([SECRET, "whsec_old"], BODY, int(time.time()))
    for secret in (SECRET, "whsec_old"):
        assert stripe.Webhook.construct_event(BODY, signed, secret)["id"] == "evt_1"
    assert (signed.count("v1="), " " in signed) == (2, False)
    with pytest.raises(stripe.SignatureVerificationError, match="No signatures found matching"):
        stripe.Webhook.construct_event(BODY, signed, "whsec_older")
