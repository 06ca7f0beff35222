"""What callers may send about sandboxes."""

from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from billhook.wire.params import Expand, Page, Params, Timestamp, text


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise PydanticCustomError("INVALID_OBJECT", "{reason}", {"reason": "INVALID_OBJECT"})
    return value


_Text = Annotated[str, text(10_000)]


class CreateSandbox(Params):
    """`settings`: any of the account's settings by their names, as `billhook settings set` takes them."""

    expand: Expand = []
    expires_at: Timestamp | None = None
    name: Annotated[str | None, text(100)] = None
    settings: Annotated[dict[str, _Text], BeforeValidator(_texts)] = {}


class ListSandboxes(Page):
    pass
