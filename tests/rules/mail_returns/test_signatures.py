"""Signatures of relays: what each signed counts, and nothing that was changed, is old, or is of somebody else."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.rules.mail_returns.test_relays import mailgun, sendgrid

from billhook.mail_returns.rules.signatures import (
    AGE_MAX_SECONDS,
    SNS_AGE_MAX_SECONDS,
    RelayKeys,
    Signed,
    is_signed,
    is_signed_by_mailgun,
    is_signed_by_resend,
    is_signed_by_sendgrid,
    is_signed_by_sns,
    sns_certificate,
)

NOW = 1_764_460_800
TOPIC = "arn:aws:sns:eu-west-1:123456789012:mails"
CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"


# ── Mailgun ─────────────────────────────────────────────────────────────────────────────────────
def signed(key: str, **changed: str) -> bytes:
    # documentation.mailgun.com, "Securing webhooks": HMAC-SHA256 of timestamp and token, in hexadecimal.
    signature = hmac.new(key.encode(), b"1764460800" + b"token", hashlib.sha256).hexdigest()
    given = {"timestamp": "1764460800", "token": "token", "signature": signature, **changed}
    return json.dumps({**mailgun("delivered"), "signature": given}).encode()


def test_mailgun_signs_with_the_key_of_the_account() -> None:
    assert is_signed_by_mailgun(signed("key-1"), "key-1")
    for changed in (
        {"timestamp": "1764460801"},
        {"token": "other"},
        {"signature": ""},
        {"signature": "é\ud800"},
        {"token": ""},
    ):
        assert not is_signed_by_mailgun(signed("key-1", **changed), "key-1")
    assert not is_signed_by_mailgun(signed("key-2"), "key-1")
    for body in (b"", b"[]", b"{}", b'{"signature": 1}', b"\xff", json.dumps(sendgrid("delivered")).encode()):
        assert not is_signed_by_mailgun(body, "key-1")


# ── SendGrid ────────────────────────────────────────────────────────────────────────────────────
def of_sendgrid(body: bytes, timestamp: str, signature: str, now: int) -> Signed:
    names = "x-twilio-email-event-webhook-timestamp", "x-twilio-email-event-webhook-signature"
    return Signed(body, dict(zip(names, (timestamp, signature), strict=True)), now)


def test_the_example_of_sendgrid_s_own_libraries() -> None:
    """Key, signature and body are those of the tests of sendgrid-python, sendgrid-java and the others."""
    key = (
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVp"
        "iglSI8eNEc6wEA3F+g=="
    )
    signature = "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM="
    event = {
        "email": "hello@world.com", "event": "dropped", "reason": "Bounced Address",
        "sg_event_id": "ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",
        "sg_message_id": "LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0",
        "smtp-id": "<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>", "timestamp": 1600112492,
    }  # fmt: skip
    body = json.dumps([event], separators=(",", ":")).encode() + b"\r\n"
    assert is_signed_by_sendgrid(of_sendgrid(body, "1600112502", signature, 1_600_112_502), key)
    assert not is_signed_by_sendgrid(of_sendgrid(body + b" ", "1600112502", signature, 1_600_112_502), key)


def test_sendgrid_signs_body_and_moment() -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    key = base64.b64encode(private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    body = b"[]"
    signature = base64.b64encode(private.sign(f"{NOW}".encode() + body, ec.ECDSA(hashes.SHA256()))).decode()
    for now in (NOW, NOW + AGE_MAX_SECONDS, NOW - AGE_MAX_SECONDS):
        assert is_signed_by_sendgrid(of_sendgrid(body, str(NOW), signature, now), key)
    for changed in (
        of_sendgrid(b"[{}]", str(NOW), signature, NOW),
        of_sendgrid(body, str(NOW + 1), signature, NOW),
        of_sendgrid(body, str(NOW), "", NOW),
        of_sendgrid(body, str(NOW), "é", NOW),
        of_sendgrid(body, "", signature, NOW),
        of_sendgrid(body, "١", signature, NOW),
        of_sendgrid(body, str(NOW), signature, NOW + AGE_MAX_SECONDS + 1),
        Signed(body, {}, NOW),
    ):
        assert not is_signed_by_sendgrid(changed, key)
    # A key whose point lies on no curve verifies nothing.
    assert not is_signed_by_sendgrid(of_sendgrid(body, str(NOW), signature, NOW), key[:36] + "A" * 86 + "==")


# ── Resend ──────────────────────────────────────────────────────────────────────────────────────
def of_resend(body: bytes, signature: str, *, timestamp: str, id: str, now: int) -> Signed:
    return Signed(body, {"svix-id": id, "svix-timestamp": timestamp, "svix-signature": signature}, now)


def test_the_example_of_svix_s_documentation() -> None:
    """docs.svix.com/receiving/verifying-payloads/how-manual."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105
    body = b'{"test": 2432232314}'
    right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    id, timestamp, now = "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", 1_614_265_330
    for signature in (right, f"v1,AAAA {right}", f"{right} v1a,AAAA"):
        assert is_signed_by_resend(of_resend(body, signature, timestamp=timestamp, id=id, now=now), secret)
    for signature in ("", "v1,", right[3:], "v2" + right[2:], "é", " ".join(["v1,AAAA"] * 20 + [right])):
        assert not is_signed_by_resend(of_resend(body, signature, timestamp=timestamp, id=id, now=now), secret)
    for changed in (
        of_resend(body + b" ", right, timestamp=timestamp, id=id, now=now),
        of_resend(body, right, timestamp="1614265331", id=id, now=now),
        of_resend(body, right, timestamp=timestamp, id="msg_2", now=now),
        of_resend(body, right, timestamp=timestamp, id=id, now=now + AGE_MAX_SECONDS + 1),
        of_resend(body, right, timestamp=timestamp, id=id, now=now - AGE_MAX_SECONDS - 1),
    ):
        assert not is_signed_by_resend(changed, secret)


# ── Amazon SNS ──────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def amazon() -> tuple[rsa.RSAPrivateKey, bytes]:
    """A key with its certificate, as that of Amazon."""
    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
    begins = datetime(2025, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
        .serial_number(1).not_valid_before(begins).not_valid_after(begins + timedelta(days=3650))
        .sign(private, hashes.SHA256())
    )  # fmt: skip
    return private, made.public_bytes(Encoding.PEM)


def published(private: rsa.RSAPrivateKey, version: str = "2", **fields: str) -> dict[str, Any]:
    """A message as SNS signs it: docs.aws.amazon.com/sns, "Verifying the signatures of Amazon SNS messages"."""
    message = {
        "Type": "Notification", "MessageId": "1", "TopicArn": TOPIC, "Message": "{}",
        "Timestamp": "2025-11-30T00:00:00.000Z", **fields,
    }  # fmt: skip
    names = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
    if message["Type"] != "Notification":
        names = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
    text = "".join(f"{name}\n{message[name]}\n" for name in names if name in message)
    algorithm = hashes.SHA1() if version == "1" else hashes.SHA256()
    signature = base64.b64encode(private.sign(text.encode(), padding.PKCS1v15(), algorithm)).decode()
    return {**message, "SignatureVersion": version, "Signature": signature, "SigningCertURL": CERTIFICATE}


def test_amazon_signs_by_either_version(amazon: tuple[rsa.RSAPrivateKey, bytes]) -> None:
    private, certificate = amazon
    confirmation = {"Type": "SubscriptionConfirmation", "SubscribeURL": "https://sns.example/", "Token": "1"}
    for fields in ({}, {"Subject": "Größe"}, confirmation):
        for version in ("1", "2"):
            message = published(private, version, **fields)
            assert is_signed_by_sns(json.dumps(message).encode(), certificate, NOW)
            assert is_signed_by_sns(json.dumps(message).encode(), certificate, NOW + SNS_AGE_MAX_SECONDS)


def test_nothing_that_amazon_did_not_sign_counts(amazon: tuple[rsa.RSAPrivateKey, bytes]) -> None:
    private, certificate = amazon
    message = published(private)
    for changed in (
        {"Message": "{ }"}, {"TopicArn": TOPIC + "2"}, {"Timestamp": "2025-11-30T00:00:01.000Z"}, {"Subject": "x"},
        {"SignatureVersion": "1"}, {"SignatureVersion": "3"}, {"Signature": ""}, {"Signature": 1}, {"Type": "Other"},
        {"mail": {}, "notificationType": "Bounce"},
    ):  # fmt: skip
        assert not is_signed_by_sns(json.dumps({**message, **changed}).encode(), certificate, NOW), changed
    body = json.dumps(message).encode()
    assert not is_signed_by_sns(body, certificate, NOW + SNS_AGE_MAX_SECONDS + 1)
    assert not is_signed_by_sns(body, b"no certificate", NOW)
    for rubbish in (b"", b"[]", b"null", b"\xff", json.dumps([message]).encode()):
        assert not is_signed_by_sns(rubbish, certificate, NOW)


def test_the_certificate_comes_from_the_topic_s_own_region_alone() -> None:
    def address(url: Any, topic: str = TOPIC) -> str | None:
        return sns_certificate(json.dumps({"TopicArn": topic, "SigningCertURL": url}).encode(), TOPIC)

    assert address(CERTIFICATE) == CERTIFICATE
    assert address(CERTIFICATE, TOPIC + "2") is None
    path = CERTIFICATE.removeprefix("https://sns.eu-west-1.amazonaws.com")
    for strange in (
        f"http://sns.eu-west-1.amazonaws.com{path}", f"https://sns.us-east-1.amazonaws.com{path}",
        f"https://sns.eu-west-1.amazonaws.com.example{path}", f"https://a@sns.eu-west-1.amazonaws.com{path}",
        f"https://sns.eu-west-1.amazonaws.com:8443{path}", f"https://example.com/{CERTIFICATE}",
        "https://sns.eu-west-1.amazonaws.com/other.pem", f"https://sns.eu-west-1.amazonaws.com/..{path}",
        "https://[", "", None, 1,
    ):  # fmt: skip
        assert address(strange) is None, strange


# ── Which relay ─────────────────────────────────────────────────────────────────────────────────
def test_a_relay_without_a_key_signed_nothing() -> None:
    """A key of one relay does not open the door for the JSON of another."""
    request = Signed(signed("key-1"), {}, NOW)
    assert is_signed("Mailgun", request, RelayKeys(mailgun="key-1"))
    assert not is_signed("Mailgun", request, RelayKeys(resend="whsec_AAAA"))
    for relay in ("Postmark", "Brevo", "SendGrid", "Resend", "Amazon SES"):
        assert not is_signed(relay, request, RelayKeys(mailgun="key-1"))
    assert not RelayKeys().are_named
    assert RelayKeys(sns_topic=TOPIC).are_named
