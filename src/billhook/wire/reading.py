"""Parsers of parameters that also say, in JSON Schema, what they read: `/openapi.json` prints it."""

from dataclasses import dataclass, field

from pydantic import BeforeValidator, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from billhook.kernel.money import LARGEST_AMOUNT

# The last second of the year 9999; what is later is a mistake and would overflow calendars.
LATEST_MOMENT = 253_402_300_799

EMPTY: JsonSchemaValue = {"enum": [""]}
"""The JSON Schema of the text that unsets."""


@dataclass(frozen=True, slots=True, eq=False)
class Reads(BeforeValidator):
    """A parser, with the JSON Schema of the text or hash that it reads.

    A `schema` without a type adds its words to the schema of the annotated type. `unset`: the empty text is read too.
    """

    schema: JsonSchemaValue = field(default_factory=dict)
    unset: bool = False

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """How pydantic asks for the schema."""
        is_whole = not self.schema.keys().isdisjoint(("type", "anyOf"))
        schema = dict(self.schema) if is_whole else {**handler(core), **self.schema}
        return {"anyOf": [schema, dict(EMPTY)]} if self.unset else schema


@dataclass(frozen=True, slots=True, eq=False)
class ReadsTextToo(Reads):
    """A parser of a hash that reads a text as well: `schema` is that of the text."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """How pydantic asks for the schema."""
        return {"anyOf": [handler(core), dict(self.schema)]}


UNIX_TIME: JsonSchemaValue = {"type": "integer", "format": "unix-time", "minimum": 0, "maximum": LATEST_MOMENT}
AMOUNT: JsonSchemaValue = {"type": "integer", "minimum": -LARGEST_AMOUNT, "maximum": LARGEST_AMOUNT}
DECIMAL_TEXT: JsonSchemaValue = {
    "type": "string",
    "format": "decimal",
    "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,24})?([eE][+-]?[0-9]{1,2})?$",
}
QUANTITY: JsonSchemaValue = {**DECIMAL_TEXT, "pattern": DECIMAL_TEXT["pattern"].replace("-?", "", 1)}
CURRENCY: JsonSchemaValue = {"type": "string", "format": "currency", "pattern": "^[A-Za-z]{3}$"}
EMAIL_TEXT: JsonSchemaValue = {"type": "string", "format": "email", "maxLength": 512}
METADATA: JsonSchemaValue = {
    "type": "object",
    "additionalProperties": {"type": "string", "maxLength": 500},
    "propertyNames": {"type": "string", "maxLength": 40},
}


def between(minimum: int | None, maximum: int) -> JsonSchemaValue:
    """Whole numbers between the two, both included."""
    return {"type": "integer", **({} if minimum is None else {"minimum": minimum}), "maximum": maximum}
