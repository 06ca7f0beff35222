"""Whether a relay signed its request, as the relay's documentation says.

Each check takes bytes of a stranger and answers yes or no. A request that was signed long ago counts no longer if the
relay signs each of its attempts anew.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509 import load_pem_x509_certificate

from billhook.kernel.stored import Json

AGE_MAX_SECONDS = 300
"""How old, or how far ahead, the moment of a request may be. The libraries of Svix take the same."""
SNS_AGE_MAX_SECONDS = 3_600
"""The same for Amazon SNS, which signs a message once and sends it anew for up to an hour."""

_SENDGRID = "x-twilio-email-event-webhook-"
_WHSEC = "whsec_"
_SIGNATURES_MAX = 10
# The fields that SNS signs, in this order, by the type of a message.
_SNS_NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_SNS_OTHER = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
# What a reader of the message could take for news stands in no other field.
_SNS_FIELDS = {*_SNS_NOTIFICATION, *_SNS_OTHER, "Signature", "SignatureVersion", "SigningCertURL", "UnsubscribeURL"}
_SNS_HASHES: Mapping[str, hashes.HashAlgorithm] = {"1": hashes.SHA1(), "2": hashes.SHA256()}
_SNS_CERTIFICATE = re.compile(r"/SimpleNotificationService-[0-9a-f]{32}\.pem", re.ASCII)


@dataclass(frozen=True, slots=True)
class RelayKeys:
    """What the operator named of their relays; None for what they did not.

    `sendgrid` is the public key in base64, `resend` the secret with its `whsec_`, `sns_topic` the ARN of the one topic
    that counts.
    """

    mailgun: str | None = field(default=None, repr=False)
    sendgrid: str | None = None
    resend: str | None = field(default=None, repr=False)
    sns_topic: str | None = None

    @property
    def are_named(self) -> bool:
        """Whether news without a signature count no longer."""
        return any((self.mailgun, self.sendgrid, self.resend, self.sns_topic))


@dataclass(frozen=True, slots=True)
class Signed:
    """A request as it came: its `body`, the values of its `headers` by their small names, and the moment of now."""

    body: bytes
    headers: Mapping[str, str]
    now: int

    def header(self, name: str) -> str:
        """The value of a header, "" without it."""
        return self.headers.get(name, "")


def is_signed(relay: str, request: Signed, keys: RelayKeys) -> bool:
    """Whether the relay whose JSON this is signed the request. A relay without a key signed nothing.

    Amazon SNS is not among them: its certificate comes from the network (`sns_certificate`, `is_signed_by_sns`).
    """
    if relay == "Mailgun" and keys.mailgun:
        return is_signed_by_mailgun(request.body, keys.mailgun)
    if relay == "SendGrid" and keys.sendgrid:
        return is_signed_by_sendgrid(request, keys.sendgrid)
    if relay == "Resend" and keys.resend:
        return is_signed_by_resend(request, keys.resend)
    return False


def is_signed_by_mailgun(body: bytes, key: str) -> bool:
    """Whether Mailgun signed the request: an HMAC of its timestamp and its token with the account's signing key."""
    given = _object(body).get("signature")
    fields = given if isinstance(given, dict) else {}
    timestamp, token, signature = (_text(fields, name) for name in ("timestamp", "token", "signature"))
    expected = hmac.new(key.encode(), (timestamp + token).encode(errors="replace"), hashlib.sha256).hexdigest()
    return bool(timestamp and token) and hmac.compare_digest(expected.encode(), signature.encode(errors="replace"))


def is_signed_by_sendgrid(request: Signed, key: str) -> bool:
    """Whether SendGrid signed the request: ECDSA over its timestamp and its body."""
    timestamp, signature = request.header(f"{_SENDGRID}timestamp"), _bytes(request.header(f"{_SENDGRID}signature"))
    if signature is None or not _is_recent(timestamp, request.now):
        return False
    try:
        public = load_der_public_key(base64.b64decode(key))
        if not isinstance(public, ec.EllipticCurvePublicKey):
            return False
        public.verify(signature, timestamp.encode() + request.body, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def is_signed_by_resend(request: Signed, secret: str) -> bool:
    """Whether Resend signed the request, through Svix: an HMAC of the id, the timestamp and the body."""
    id, timestamp = request.header("svix-id"), request.header("svix-timestamp")
    key = _bytes(secret.removeprefix(_WHSEC))
    if not id or not key or not _is_recent(timestamp, request.now):
        return False
    content = f"{id}.{timestamp}.".encode(errors="replace") + request.body
    expected = b"v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest())
    # While a secret is replaced, a request has a signature of each.
    given = request.header("svix-signature").split(" ", _SIGNATURES_MAX)[:_SIGNATURES_MAX]
    return any(hmac.compare_digest(expected, each.encode(errors="replace")) for each in given)


def sns_certificate(body: bytes, topic: str) -> str | None:
    """The address of the certificate for a message of this topic; None if it is of another, or names a strange address.

    Only the host of Amazon SNS in the topic's own region counts.
    """
    message = _object(body)
    if _text(message, "TopicArn") != topic:
        return None
    url = _text(message, "SigningCertURL")
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    _, partition, _, region, *_ = topic.split(":")
    host = f"sns.{region}.amazonaws.com{'.cn' if partition == 'aws-cn' else ''}"
    path = parts.path
    if (parts.scheme, parts.netloc) != ("https", host) or not _SNS_CERTIFICATE.fullmatch(path):
        return None
    return f"https://{host}{path}"


def is_signed_by_sns(body: bytes, certificate: bytes, now: int) -> bool:
    """Whether Amazon SNS signed the message: RSA with the key of the certificate, over the fields that it signs."""
    message = _object(body)
    algorithm, signature = _SNS_HASHES.get(_text(message, "SignatureVersion")), _bytes(_text(message, "Signature"))
    if algorithm is None or signature is None or not _is_recent_iso(_text(message, "Timestamp"), now):
        return False
    if not message.keys() <= _SNS_FIELDS:
        return False
    names = _SNS_NOTIFICATION if message.get("Type") == "Notification" else _SNS_OTHER
    content = "".join(f"{name}\n{_text(message, name)}\n" for name in names if message.get(name) is not None)
    try:
        public = load_pem_x509_certificate(certificate).public_key()
        if not isinstance(public, rsa.RSAPublicKey):
            return False
        public.verify(signature, content.encode(errors="replace"), padding.PKCS1v15(), algorithm)
    except (InvalidSignature, ValueError):
        return False
    return True


def _is_recent(timestamp: str, now: int) -> bool:
    """Whether a moment in Unix seconds is near now."""
    if not re.fullmatch(r"[0-9]{1,12}", timestamp, re.ASCII):
        return False
    return abs(now - int(timestamp)) <= AGE_MAX_SECONDS


def _is_recent_iso(timestamp: str, now: int) -> bool:
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}(\.[0-9]{1,6})?Z", timestamp, re.ASCII):
        return False
    try:
        moment = datetime.fromisoformat(timestamp).timestamp()
    except ValueError:
        return False
    return abs(now - moment) <= SNS_AGE_MAX_SECONDS


def _object(body: bytes) -> Json:
    """The object of a JSON text; an empty one for anything else."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(fields: Json, name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _bytes(text: str) -> bytes | None:
    """What base64 stands for; None if it is none."""
    try:
        return base64.b64decode(text, validate=True) or None
    except (binascii.Error, ValueError):
        return None
