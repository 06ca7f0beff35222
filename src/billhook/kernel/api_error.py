"""What an error is, on its way to the caller; `errors/` is the catalogue of all there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Required, TypedDict, Unpack, cast

from billhook.kernel.card_numbers import without_card_numbers
from billhook.kernel.wire_object import WireObject

INVALID_REQUEST = "invalid_request_error"
API_ERROR = "api_error"
IDEMPOTENCY = "idempotency_error"
CARD_ERROR = "card_error"

DOC_URL = "https://stripe.com/docs/error-codes/"
OWN_CODES = frozenset({"not_supported", "parameter_not_supported", "role_not_permitted"})
"""Codes of Billhook alone. Stripe's documentation has no page for them, so they carry no `doc_url`."""

# The fields of messages that name parameters.
_NAMES = frozenset({"name", "names"})

# No object has a longer id; a message does not repeat whatever was sent in the place of one.
_ID_LENGTH_MAX = 255


class Attributes(TypedDict, total=False):
    """Further fields of some errors: reasons, and the objects that the error is about."""

    advice_code: str | None
    charge: str
    decline_code: str | None
    network_decline_code: str | None
    payment_intent: WireObject
    payment_method: WireObject
    setup_intent: WireObject


class ShownError(Attributes, total=False):
    """The `error` of a response body. A payment intent keeps one to tell why its last attempt failed."""

    message: Required[str]
    type: Required[str]
    code: str
    doc_url: str
    param: str


class ApiError(Exception):
    """An error on its way to the caller, in the shape that every Stripe SDK understands."""

    def __init__(self, kind: "ErrorKind", param: str | None, fields: Mapping[str, object]) -> None:
        self.kind = kind
        self.param = param
        self.fields = fields
        # A message repeats what a caller sent, and answers are kept for their idempotency keys.
        self.message = without_card_numbers(kind.message.format(**fields))
        self.attributes = WireObject({})
        super().__init__(self.message)

    def with_attributes(self, **attributes: Unpack[Attributes]) -> "ApiError":
        """The same error with more to tell: reasons, and whole objects. Those that are None are left out."""
        self.attributes |= {name: value for name, value in attributes.items() if value is not None}
        return self

    def naming(self, parameter: str, otherwise: str) -> "ApiError":
        """The same error about a parameter that its caller knows by another name; itself if it is about others."""
        if self.param is None or not f"{self.param}[".startswith(f"{parameter}["):
            return self
        named = {
            name: value.replace(parameter, otherwise) if name in _NAMES and isinstance(value, str) else value
            for name, value in self.fields.items()
        }
        error = ApiError(self.kind, otherwise + self.param.removeprefix(parameter), named)
        error.attributes = self.attributes
        return error

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.kind.status

    def body(self) -> WireObject:
        """The response body."""
        return WireObject({"error": self.shown()})

    def shown(self) -> ShownError:
        """The `error` of the response body. A field without a value is left out, unlike in resources."""
        error: ShownError = {"message": self.message, "type": self.kind.type}
        if self.kind.code is not None:
            error["code"] = self.kind.code
            if self.kind.code not in OWN_CODES:
                error["doc_url"] = DOC_URL + self.kind.code.replace("_", "-")
        if self.param is not None:
            error["param"] = self.param
        return cast(ShownError, error | self.attributes)


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """One row of the catalogue.

    `stored` tells whether a response of this kind is kept for its idempotency key: refusals that come
    before an endpoint began to work are not (platform.md §4).
    """

    code: str | None
    message: str
    status: int = 400
    type: str = INVALID_REQUEST
    stored: bool = True

    def __call__(self, *, param: str | None = None, **fields: Any) -> ApiError:
        """The error to raise; a missing `other_mode` is filled with nothing, an id that is none is cut."""
        if isinstance(wanted := fields.get("id"), str) and len(wanted) > _ID_LENGTH_MAX:
            fields["id"] = wanted[:100] + "..."
        return ApiError(self, param, {"other_mode": "", **fields})


def refusal(code: str | None, message: str, **more: Any) -> ErrorKind:
    """A row for what is refused before an endpoint begins to work."""
    return ErrorKind(code, message, stored=False, **more)


def declined(code: str, message: str) -> ErrorKind:
    """A row for what a bank, or the card itself, has against a payment."""
    return ErrorKind(code, message, status=402, type=CARD_ERROR)
