"""What is wrong with a value of a setting, in our own words instead of the library's."""

from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails


def sentence(field: FieldInfo, fault: ErrorDetails) -> str:
    """What the value must be, as it follows the setting's name. `fault` is one of pydantic's errors."""
    kind = fault["type"]
    if kind == "value_error":
        return str(fault["ctx"]["error"])
    if kind == "string_too_long":
        return f"must not be longer than {fault['ctx']['max_length']} characters"
    if kind == "string_too_short":
        return "must not be empty"
    if field.annotation is bool:
        return "must be true or false"
    if field.annotation is int or field.annotation is float:
        return f"must be a {'whole ' if field.annotation is int else ''}number{_range(field)}"
    if get_origin(field.annotation) is Literal:
        return f"must be {one_of([str(choice) for choice in get_args(field.annotation)])}"
    return "must be text"


def one_of(words: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _range(field: FieldInfo) -> str:
    limits = {
        name: value
        for part in field.metadata
        for name in ("ge", "gt", "le")
        if (value := getattr(part, name, None)) is not None
    }
    if "gt" in limits:
        return f" above {limits['gt']} and at most {limits['le']}"
    return f" from {limits['ge']} to {limits['le']}" if "ge" in limits and "le" in limits else ""
