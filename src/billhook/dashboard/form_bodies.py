"""What a browser sends with a form of the Dashboard."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from urllib.parse import parse_qsl

from starlette.requests import Request

_BODY_MAX = 1_000_000
_FIELDS_MAX = 5_000
_DIGEST_LENGTH = 32


class FormBody(Mapping[str, str]):
    """The fields of a form. As a mapping it gives the first value of each name; `every` gives all of them."""

    def __init__(self, pairs: Sequence[tuple[str, str]] = ()) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            # No key of a keyboard makes a null character, and the database keeps none. Browsers end lines with CR LF.
            self._values.setdefault(name, []).append(value.replace("\0", "").replace("\r\n", "\n"))

    def __getitem__(self, name: str) -> str:
        return self._values[name][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def digest(self) -> str:
        """The same for the same fields with the same values."""
        return sha256(repr(list(self._values.items())).encode()).hexdigest()[:_DIGEST_LENGTH]

    def text(self, name: str) -> str:
        """The value without spaces around it; empty if there is none."""
        return self.get(name, "").strip()

    def every(self, name: str) -> Sequence[str]:
        """All values of a name, in their order."""
        return self._values.get(name, [])


async def form_body(request: Request) -> FormBody | None:
    """The fields of a form; None for a body that no page of ours sends."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _BODY_MAX:
            return None
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS_MAX)
    except ValueError:
        return None
    return FormBody(pairs)
