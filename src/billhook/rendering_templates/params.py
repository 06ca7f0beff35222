"""What callers may send about templates. The API only looks and archives; pages make and change them."""

from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from billhook.account_settings import number_pattern
from billhook.documents.look import LAYOUTS
from billhook.kernel.contrast import is_colour
from billhook.rendering_templates.objects import ACTIVE, ARCHIVED, FILTERS, GROUPINGS
from billhook.wire.params import (
    Boolean,
    Expand,
    Metadata,
    Page,
    Params,
    TextUnset,
    array_unset,
    choice,
    choice_unset,
    integer,
    text,
    text_unset,
)  # fmt: skip

CUSTOM_FIELDS_MAX = 4
GROUPS_MAX = 10
_PATTERN_MAX = 60


def _colour(value: Any) -> str | None:
    if value == "" or value is None:
        return None
    if not isinstance(value, str) or not is_colour(value):
        kind = "INVALID_VALUE"
        raise PydanticCustomError(kind, kind, {"reason": "must be a colour such as #1d5fae"})
    return value.lower()


ColourUnset = Annotated[str | None, BeforeValidator(_colour)]


def _pattern(value: Any) -> str | None:
    if value == "" or value is None:
        return None
    kind = "INVALID_VALUE"
    if not isinstance(value, str) or len(value) > _PATTERN_MAX:
        raise PydanticCustomError(kind, kind, {"reason": f"must have at most {_PATTERN_MAX} characters"})
    try:
        number_pattern.parsed(value)
    except ValueError as error:
        raise PydanticCustomError(kind, kind, {"reason": str(error)}) from None
    return value


PatternUnset = Annotated[str | None, BeforeValidator(_pattern)]


class Field(Params):
    """A custom field."""

    name: Annotated[str, text(40)]
    value: Annotated[str, text(140)]


class Group(Params):
    """A rule that shows lines together."""

    filter: Annotated[str, choice(*FILTERS)]
    group_by: Annotated[str, choice(*GROUPINGS)]
    hide_lines: Boolean = False
    key: Annotated[str, text(40)] = ""
    matches: Annotated[str, text(541)] = ""  # a key of metadata, a sign, and a value
    title: Annotated[str, text(100)] = ""


class TemplateFields(Params):
    """Everything that a page says of a template. What is empty, the template does not speak of."""

    accent_color: ColourUnset = None
    brand_color: ColourUnset = None
    credit_note_pattern: PatternUnset = None
    custom_fields: Annotated[list[Field] | None, array_unset(CUSTOM_FIELDS_MAX)] = None
    footer: TextUnset = None
    groups: Annotated[list[Group] | None, array_unset(GROUPS_MAX)] = None
    layout: Annotated[str, choice(*LAYOUTS)] = LAYOUTS[0]
    memo: TextUnset = None
    metadata: Metadata = {}
    number_pattern: PatternUnset = None
    nickname: Annotated[str | None, text_unset(100)] = None
    page_size: Annotated[str | None, choice_unset("a4", "letter")] = None
    show_page_code: Boolean = True
    show_quantities: Boolean = True
    show_taxes: Boolean = True
    show_unit_prices: Boolean = True


class CreateTemplate(TemplateFields):
    """A new template."""


class UpdateTemplate(TemplateFields):
    """The whole template as it is from now on."""


class ListTemplates(Page):
    status: Annotated[str | None, choice(ACTIVE, ARCHIVED)] = None


class RetrieveTemplate(Params):
    expand: Expand = []
    version: Annotated[int | None, integer(1)] = None
