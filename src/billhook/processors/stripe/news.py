"""What Stripe sends by itself: whether it is signed, and whom it is about. Nothing more is believed of it.

The header is `Stripe-Signature: t=…,v1=…`; the signature is HMAC-SHA256 over the moment, a dot and the raw body. While
a secret is rolled there are several `v1` (platform.md §6.4).
"""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping

import orjson

from billhook.processors.interface import Forged, News
from billhook.processors.stripe.requests import CALL

TOLERANCE_SECONDS = 300
BODY_MAX_BYTES = 1_048_576
_SIGNATURES_MAX = 10
_HEADER_MAX = 2_000
_MOMENT = re.compile("[0-9]{1,12}", re.ASCII)
_ID = re.compile(r"[a-z]{2,20}_[A-Za-z0-9_]{1,200}", re.ASCII)
_TYPE = re.compile(r"[a-z0-9_.]{1,100}", re.ASCII)
_EVENT = re.compile(r"evt_[A-Za-z0-9_]{1,200}", re.ASCII)
# What these tell of came after a payment was settled.
_FOLLOWING = ("charge.", "radar.early_fraud_warning.", "refund.")
_PAYOUT = "payout."
# Where an object names those that it belongs to.
_LINKS = ("payment_intent", "charge", "setup_intent", "latest_charge")


def news(headers: Mapping[str, str], body: bytes, *, secret: str, now: int) -> tuple[News, ...]:
    """Whom signed news are about. `body` is as it came; `now` in Unix seconds. Raises Forged.

    A body that is signed and says nothing of any object is no news.
    """
    if not secret or len(body) > BODY_MAX_BYTES:
        raise Forged("the news are too long, or there is no secret")
    header = next((value for name, value in headers.items() if name.lower() == "stripe-signature"), "")
    moment, signatures = _parts(header)
    if abs(now - int(moment)) > TOLERANCE_SECONDS:
        raise Forged("the news were signed at another time")
    wanted = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest().encode()
    if not any(hmac.compare_digest(wanted, given.encode("utf-8", "replace")) for given in signatures):
        raise Forged("no signature fits")
    try:
        event = orjson.loads(body)
    except ValueError:
        raise Forged("the news are no JSON") from None
    return heard(event)


def _parts(header: str) -> tuple[str, list[str]]:
    moment, signatures = "", []
    if len(header) > _HEADER_MAX:
        raise Forged("the signature is too long")
    for item in header.split(","):
        name, _, value = item.strip().partition("=")
        if name == "t":
            moment = value
        elif name == "v1":
            signatures.append(value)
    if not _MOMENT.fullmatch(moment) or not signatures or len(signatures) > _SIGNATURES_MAX:
        raise Forged("the news have no signature")
    return moment, signatures


def heard(event: object) -> tuple[News, ...]:
    """Whom an event is about; none if it says nothing of any object. Raises Forged if it is no event."""
    if not isinstance(event, dict) or not isinstance(event.get("id"), str) or not _EVENT.fullmatch(event["id"]):
        raise Forged("the news are no event")
    data = event.get("data")
    about = data.get("object") if isinstance(data, dict) else None
    if not isinstance(about, dict):
        return ()
    references = tuple(dict.fromkeys(_references(about)))
    type = event.get("type")
    told = type if isinstance(type, str) and _TYPE.fullmatch(type) else ""
    follows, pays_out = told.startswith(_FOLLOWING), told.startswith(_PAYOUT)
    return (News(event["id"], references, told, follows, pays_out),) if references else ()


def _references(about: Mapping[str, object]) -> Iterator[str]:
    """The ids of an object and of those it belongs to, and the call of ours that made it."""
    metadata = about.get("metadata")
    called = metadata.get(CALL) if isinstance(metadata, dict) else None
    for value in (about.get("id"), *(about.get(name) for name in _LINKS), called):
        id = value.get("id") if isinstance(value, dict) else value
        if isinstance(id, str) and _ID.fullmatch(id):
            yield id
