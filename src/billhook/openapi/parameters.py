"""JSON Schema of what callers may send, from the types of the parameters."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from billhook.wire.params import Params

Schema = JsonSchemaValue

REF = "#/components/schemas/"
_WITH_MODULE = re.compile(r"^billhook__(?P<room>\w+?)__(?:\w+__)?(?P<name>[A-Za-z0-9]+)$")


class _Printer(GenerateJsonSchema):
    """Pydantic's printer, without titles, and without the `null` that no form can hold."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Nothing has a title: the name says it."""
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> Schema:
        """What is inside."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        """With the default, unless it is nothing: then the verb decides."""
        inner = self.generate_inner(schema["schema"])
        default = schema.get("default")
        if not isinstance(default, bool | int | str) or default == "":
            return inner
        return {"allOf": [inner], "default": default} if "$ref" in inner else {**inner, "default": default}


def schemas_of(types: Iterable[type[Params]]) -> tuple[Mapping[type[Params], str], dict[str, Schema]]:
    """The name of each type's schema, and all schemas by their names, with those of the hashes inside."""
    wanted = list(dict.fromkeys(types))
    printer = _Printer(by_alias=True, ref_template=REF + "{model}")
    places, printed = printer.generate_definitions([(t, "validation", t.__pydantic_core_schema__) for t in wanted])
    names = {str(name): _short(name) for name in printed}
    assert len(set(names.values())) == len(names), "two types of parameters would have one name"
    found = {names[name]: _without_title(_renamed(schema, names)) for name, schema in printed.items()}
    return {each: names[_name_in(places[each, "validation"])] for each in wanted}, found


def _short(name: str) -> str:
    """`customers.Shipping`, where several rooms have a type of that name."""
    long = _WITH_MODULE.match(name)
    return f"{long['room']}.{long['name']}" if long else name


def _name_in(reference: Schema) -> str:
    return str(reference["$ref"]).removeprefix(REF)


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: REF + names[part.removeprefix(REF)] if key == "$ref" else _renamed(part, names)
        for key, part in value.items()
    }


def _without_title(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key != "title"}
