"""The types that parameters are made of, and their translation into Stripe's errors.

A room describes what a verb takes as a class of `Params`; everything arrives as text, nested by the form
decoder. An empty text means "unset": fields of a `…Unset` type accept it and become None, the others refuse
it. Whether a field was given at all is in `model_fields_set`. Source: platform.md §1.2, §3.3.
"""

import difflib
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self, TypeVar, cast

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from billhook.kernel import errors
from billhook.kernel.errors import ApiError, ErrorKind
from billhook.kernel.money import CURRENCIES, LARGEST_AMOUNT, is_currency, round_to_places
from billhook.wire import forms, reading
from billhook.wire.forms import Form, Upload
from billhook.wire.reading import LATEST_MOMENT, Reads, ReadsTextToo

T = TypeVar("T")


class Params(BaseModel):
    """Base of every description of parameters. What it does not name is refused by name.

    `not_offered` lists parameters that Stripe documents for this verb and Billhook does not support yet: they
    get an error of their own, so that nobody believes that they had an effect. `retired` lists those that the newest
    version no longer takes, each with the error that Stripe documents for it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    not_offered: ClassVar[frozenset[str]] = frozenset()
    retired: ClassVar[Mapping[str, ErrorKind]] = {}

    @classmethod
    def of(cls, **values: Any) -> Self:
        """Parameters from Python values, which are trusted: how one verb asks another."""
        return cast(Self, cls.model_construct(**values))

    def given(self, name: str) -> bool:
        """Whether the caller sent the parameter, be it to set or to unset it."""
        return name in self.model_fields_set


def _fail(kind: str, **fields: Any) -> PydanticCustomError:
    return PydanticCustomError(kind, "{reason}", {"reason": kind, **fields})


def _shown(value: Any) -> str:
    """A value of the wrong shape as the error quotes it: arrays look like hashes (platform.md §1.2)."""
    if isinstance(value, list):
        value = {str(i): v for i, v in enumerate(value)}
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= 200 else text[:100] + "..." + text[-20:]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _fail("INVALID_STRING", value=_shown(value))
    return value


def _required_text(value: Any) -> str:
    if _text(value) == "":
        raise _fail("EMPTY_PARAMETER")
    return value  # type: ignore[no-any-return]


def _unset(parse: Callable[[Any], T]) -> Callable[[Any], T | None]:
    def parse_or_unset(value: Any) -> T | None:
        return None if value == "" or value is None else parse(value)

    return parse_or_unset


def _limited(limit: int) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        text = _required_text(value)
        if len(text) > limit:
            raise _fail("STRING_TOO_LONG", excerpt=f"{text[:20]}...{text[-10:]}", limit=limit)
        return text

    return parse


_INTEGER = re.compile(r"-?[0-9]{1,18}\Z", re.ASCII)


def _integer(minimum: int | None, maximum: int) -> Callable[[Any], int]:
    def parse(value: Any) -> int:
        if not isinstance(value, str) or not _INTEGER.match(value):
            raise _fail("INVALID_INTEGER", value=_shown(value))
        number = int(value)
        if minimum is not None and number < minimum:
            raise _fail("INTEGER_TOO_SMALL", minimum=minimum)
        if number > maximum:
            raise _fail("INTEGER_TOO_LARGE", maximum=maximum)
        return number

    return parse


def _amount(value: Any) -> int:
    number = _integer(None, LARGEST_AMOUNT)(value)
    if number < -LARGEST_AMOUNT:
        raise _fail("INTEGER_TOO_SMALL", minimum=-LARGEST_AMOUNT)
    return number


def _timestamp(value: Any) -> int:
    if not isinstance(value, str) or not _INTEGER.match(value) or not 0 <= int(value) <= LATEST_MOMENT:
        raise _fail("INVALID_TIMESTAMP")
    return int(value)


def _boolean(value: Any) -> bool:
    # stripe-dotnet sends True and False.
    lowered = value.lower() if isinstance(value, str) else ""
    if lowered not in ("true", "false"):
        raise _fail("INVALID_BOOLEAN", value=_shown(value))
    return lowered == "true"


# With an exponent too: the Python SDK writes a small Decimal as 5E-7.
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,24})?([eE][+-]?[0-9]{1,2})?\Z", re.ASCII)


def _decimal(minimum: int | None = None) -> Callable[[Any], Decimal]:
    def parse(value: Any) -> Decimal:
        if not isinstance(value, str) or not _DECIMAL.match(value):
            raise _fail("INVALID_DECIMAL", value=_shown(value))
        number = Decimal(value)
        if number != round_to_places(number):
            raise _fail("INVALID_DECIMAL", value=_shown(value))
        if minimum is not None and number < minimum:
            raise _fail("INTEGER_TOO_SMALL", minimum=minimum)
        if abs(number) > LARGEST_AMOUNT:
            raise _fail("INTEGER_TOO_LARGE", maximum=LARGEST_AMOUNT)
        return number

    return parse


def one_of(*choices: str) -> Callable[[Any], str]:
    """A parser for one of several words; the error lists them as Stripe does."""

    def parse(value: Any) -> str:
        if _text(value) not in choices:
            raise _fail("INVALID_ENUM", choices=spoken(choices, "or"))
        return value  # type: ignore[no-any-return]

    return parse


def spoken(words: tuple[str, ...] | list[str], last: str) -> str:
    """`a, b, or c`; `a or b`; `a`."""
    if len(words) <= 2:
        return f" {last} ".join(words)
    return ", ".join(words[:-1]) + f", {last} {words[-1]}"


def _currency(value: Any) -> str:
    code = _required_text(value).lower()
    if not is_currency(code):
        raise _fail("INVALID_CURRENCY", value=_shown(value), choices=", ".join(CURRENCIES))
    return code


# One @, no blanks, a dot in the domain or a plain host: the rest is for the mail server to decide.
_EMAIL = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}@[^\s@<>()\[\]\\,;:\"]{1,255}\Z")


def _email(value: Any) -> str:
    text = _limited(512)(value)
    if not _EMAIL.match(text):
        raise _fail("EMAIL_INVALID", value=_shown(text))
    return text


def _metadata(value: Any) -> dict[str, str]:
    """Keys of at most 40 characters, values of at most 500; an empty value unsets its key (platform.md §1.10)."""
    if value == "" or value is None:
        return {}
    if not isinstance(value, dict):
        raise _fail("INVALID_OBJECT")
    for key, text in value.items():
        if len(key) > 40:
            raise _fail("METADATA_KEY_TOO_LONG", key=_shown(key))
        if not isinstance(text, str):
            raise _fail("INVALID_STRING", value=_shown(text))
        if len(text) > 500:
            raise _fail("METADATA_VALUE_TOO_LONG", length=len(text), excerpt=text[:40] + "...")
    return value


METADATA_KEYS_MAX = 50


def merged_metadata(current: Mapping[str, str], change: Mapping[str, str]) -> dict[str, str]:
    """Given keys are set, keys given empty are dropped, no keys at all clears everything.

    Raises METADATA_KEYS when more than fifty keys would stand.
    """
    if not change:
        return {}
    merged = {key: value for key, value in {**current, **change}.items() if value != ""}
    if len(merged) > METADATA_KEYS_MAX:
        raise errors.METADATA_KEYS(param="metadata", limit=METADATA_KEYS_MAX, count=len(merged))
    return merged


def _as_list(value: Any) -> list[Any]:
    items = forms.as_list(value)
    if items is None:
        raise _fail("INVALID_ARRAY")
    return items


def array(limit: int) -> Reads:
    """Put on a `list[…]`: accepts every spelling of an array, at most `limit` long."""

    def parse(value: Any) -> list[Any]:
        items = _as_list(value)
        if len(items) > limit:
            raise _fail("ARRAY_TOO_LONG", limit=limit)
        return items

    return Reads(parse, schema={"maxItems": limit})


def array_unset(limit: int) -> Reads:
    """Like `array`, and the empty text empties it."""

    def parse(value: Any) -> list[Any] | None:
        return None if value == "" or value is None else array(limit).func(value)  # type: ignore[call-arg]

    return Reads(parse, schema={"maxItems": limit}, unset=True)


def _hash(value: Any) -> Any:
    if not isinstance(value, dict | BaseModel):
        raise _fail("INVALID_OBJECT")
    return value


Hash = BeforeValidator(_hash)
HashUnset = Reads(_unset(_hash), unset=True)


def text(limit: int) -> Reads:
    """A non-empty text of at most `limit` characters."""
    return Reads(_limited(limit), schema={"type": "string", "minLength": 1, "maxLength": limit})


def text_unset(limit: int) -> Reads:
    """A text of at most `limit` characters; empty unsets it."""
    return Reads(_unset(_limited(limit)), schema={"type": "string", "maxLength": limit})


def integer(minimum: int | None = None, maximum: int = 10**15) -> Reads:
    """A whole number between the two, both included."""
    return Reads(_integer(minimum, maximum), schema=reading.between(minimum, maximum))


def integer_unset(minimum: int | None = None, maximum: int = 10**15) -> Reads:
    """Like `integer`, and the empty text unsets it."""
    return Reads(_unset(_integer(minimum, maximum)), schema=reading.between(minimum, maximum), unset=True)


def choice(*choices: str) -> Reads:
    """One of the words."""
    return Reads(one_of(*choices), schema={"type": "string", "enum": list(choices)})


def choice_unset(*choices: str) -> Reads:
    """One of the words; empty unsets it."""
    return Reads(_unset(one_of(*choices)), schema={"type": "string", "enum": [*choices, ""]})


Text = Annotated[str, text(5_000)]
TextUnset = Annotated[str | None, text_unset(5_000)]
Id = Annotated[str, text(255)]
IdUnset = Annotated[str | None, text_unset(255)]
Boolean = Annotated[bool, Reads(_boolean, schema={"type": "boolean"})]
Timestamp = Annotated[int, Reads(_timestamp, schema=reading.UNIX_TIME)]
TimestampUnset = Annotated[int | None, Reads(_unset(_timestamp), schema=reading.UNIX_TIME, unset=True)]
Amount = Annotated[int, Reads(_amount, schema=reading.AMOUNT)]
DecimalText = Annotated[Decimal, Reads(_decimal(), schema=reading.DECIMAL_TEXT)]
Quantity = Annotated[Decimal, Reads(_decimal(minimum=0), schema=reading.QUANTITY)]
Currency = Annotated[str, Reads(_currency, schema=reading.CURRENCY)]
Email = Annotated[str, Reads(_email, schema=reading.EMAIL_TEXT)]
EmailUnset = Annotated[str | None, Reads(_unset(_email), schema=reading.EMAIL_TEXT, unset=True)]
Metadata = Annotated[dict[str, str], Reads(_metadata, schema=reading.METADATA, unset=True)]
Expand = Annotated[list[Id], array(50)]


def moment_or(*words: str) -> Callable[[Any], int | str]:
    """A parser for a moment in Unix seconds, or one of several words."""

    def parse(value: Any) -> int | str:
        return value if value in words else _timestamp(value)

    return parse


moment_or_now_unset = Reads(
    _unset(moment_or("now")), schema={"anyOf": [reading.UNIX_TIME, {"type": "string", "enum": ["now"]}]}, unset=True
)
"""A moment in Unix seconds, or the word `now`; empty unsets it."""


def _upload(value: Any) -> Upload:
    if not isinstance(value, Upload):
        raise _fail("FILE_NEEDED")
    return value


uploaded = Reads(_upload, schema={"type": "string", "format": "binary"})
"""A file, sent in a `multipart/form-data` body."""


class Nothing(Params):
    """A verb that takes nothing but `expand`."""

    expand: Expand = []


class Range(Params):
    """`created[gte]=…`: any of four bounds, in Unix seconds."""

    gt: Timestamp | None = None
    gte: Timestamp | None = None
    lt: Timestamp | None = None
    lte: Timestamp | None = None


def _range(value: Any) -> Any:
    if isinstance(value, str):
        moment = _timestamp(value)
        return Range.model_construct(gte=moment, lte=moment)
    return _hash(value)


RangeOrMoment = Annotated[Range, ReadsTextToo(_range, schema=reading.UNIX_TIME)]


class Page(Params):
    """What every list takes. `limit` outside 1..100 is moved to the nearest bound (platform.md §1.4)."""

    limit: Annotated[int, integer(-(10**15))] = 10
    starting_after: Id | None = None
    ending_before: Id | None = None
    expand: Expand = []

    @property
    def size(self) -> int:
        """How many objects the page may hold."""
        return min(max(self.limit, 1), 100)


def parse(model: type[T], values: Form) -> T:
    """Check what was sent against the description. Raises the ApiError that Stripe would answer with.

    Unknown parameters are reported before missing ones, and those before wrong ones (platform.md §3.3).
    """
    try:
        return model.model_validate(values)  # type: ignore[attr-defined,no-any-return]
    except ValidationError as error:
        raise _translated(model, values, error) from None  # type: ignore[arg-type]


_RANK = {"extra_forbidden": 0, "missing": 1}


def _translated(model: type[Params], values: Form, error: ValidationError) -> ApiError:
    found = error.errors(include_url=False, include_input=False)
    unknown = [e for e in found if e["type"] == "extra_forbidden"]
    if unknown:
        return _unknown(model, [_parts(values, e["loc"]) for e in unknown])
    first = min(found, key=lambda e: _RANK.get(e["type"], 2))
    parts = _parts(values, first["loc"])
    param = bracketed(parts)
    if first["type"] == "missing":
        return errors.MISSING_PARAMETER(param=param, name=param)
    kind = getattr(errors, first["type"], None)
    if isinstance(kind, ErrorKind):
        return kind(param=param, **{"name": param, **first.get("ctx", {})})
    if first["type"] in ("model_type", "dict_type", "model_attributes_type"):
        return errors.INVALID_OBJECT(param=param)
    if first["type"] == "list_type":
        return errors.INVALID_ARRAY(param=param)
    return errors.INVALID_STRING(param=param, value=_shown(_at(values, parts)))


def _unknown(model: type[Params], names: list[list[str]]) -> ApiError:
    first = names[0]
    param = bracketed(first)
    if len(first) == 1 and first[0] in model.retired:
        return model.retired[first[0]](param=param, name=param)
    if len(first) == 1 and first[0] in model.not_offered:
        return errors.UNSUPPORTED_PARAMETER(param=param, name=param, on="here")
    nested = _nested(model, first[:-1])
    if nested is not None and first[-1] in nested.not_offered:
        return errors.UNSUPPORTED_PARAMETER(param=param, name=param, on="here")
    if len(names) > 1:
        spelled = ", ".join(bracketed(name) for name in names[:20])
        return errors.UNKNOWN_PARAMETERS(param=param, names=spelled)
    near = difflib.get_close_matches(first[-1][:60], list((nested or model).model_fields), n=1, cutoff=0.8)
    hint = f". Did you mean {bracketed([*first[:-1], near[0]])}?" if near else ""
    return errors.UNKNOWN_PARAMETER(param=param, names=param, hint=hint)


def _nested(model: type[Params], path: list[str]) -> type[Params] | None:
    """The description that stands at a path inside another, looking through lists and unions."""
    current: type[Params] | None = model
    for part in path:
        if current is None:
            return None
        if part.isdigit():
            continue
        info = current.model_fields.get(part)
        current = _params_within(info.annotation) if info is not None else None
    return current


def _params_within(annotation: Any) -> type[Params] | None:
    if isinstance(annotation, type) and issubclass(annotation, Params):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _params_within(argument)
        if found is not None:
            return found
    return None


def _parts(values: Form, loc: tuple[int | str, ...]) -> list[str]:
    """The place of an error as the caller wrote it, without the marks that pydantic adds for unions.

    A place that is not in the request is kept only as its last part: it is the missing parameter's name.
    """
    parts: list[str] = []
    node: Any = values
    for i, part in enumerate(loc):
        if isinstance(part, int) and isinstance(node, dict):
            # The place of an element counts the elements in their order, not the indices that the caller used.
            keys = sorted(node, key=_index)
            part = keys[part] if part < len(keys) else part
        key: Any = part
        inside = (
            isinstance(node, dict) and str(part) in node
            if not isinstance(node, list)
            else isinstance(part, int) and part < len(node)
        )
        if inside:
            node = node[str(key)] if isinstance(node, dict) else node[key]
            parts.append(str(part))
        elif i == len(loc) - 1:
            parts.append(str(part))
    return parts


def _index(key: str) -> int:
    return int(key) if key.isascii() and key.isdigit() and len(key) <= 9 else 0


def _at(values: Form, parts: list[str]) -> Any:
    node: Any = values
    for part in parts:
        if isinstance(node, dict):
            node = node.get(part, "")
        elif isinstance(node, list) and part.isdigit() and int(part) < len(node):
            node = node[int(part)]
    return node


def bracketed(parts: list[str]) -> str:
    """`["items", "0", "price"]` as `items[0][price]`, cut where a hostile name would fill the answer."""
    shown = [part if len(part) <= 80 else part[:80] + "..." for part in parts]
    return shown[0] + "".join(f"[{part}]" for part in shown[1:]) if shown else ""
