"""JSON bodies of the v2 API, read as the same parameters that a form would give.

The declaration of a parameter says what it is, so each value becomes the text that a form has for it: `true` is "true",
3 is "3", and `null` is the empty text, which unsets.
"""

import orjson

from billhook.wire.forms import MAX_DEPTH, MAX_PAIRS, Form, MalformedForm, Node


def decode(body: bytes) -> Form:
    """The parameters in a body. Raises MalformedForm for what is no JSON object, too deep or too large."""
    if body.count(b",") >= MAX_PAIRS:
        raise MalformedForm(f"The request has too many parameters: at most {MAX_PAIRS} are accepted.")
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise MalformedForm("The body is not valid JSON.") from None
    if not isinstance(read, dict):
        raise MalformedForm("The body must be a JSON object.")
    return {name: _node(value, name, 1) for name, value in read.items()}


def _node(value: object, param: str, depth: int) -> Node:
    """A value as a form has it; `param` names it in errors."""
    if depth > MAX_DEPTH:
        raise MalformedForm(f"Invalid parameter: it is nested too deeply, beyond {MAX_DEPTH} levels.", param[:80])
    if isinstance(value, dict):
        return {name: _node(inner, param, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_node(inner, param, depth + 1) for inner in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    if "\0" in text:
        raise MalformedForm("Invalid string: it contains a NUL character, which cannot be stored.", param[:80])
    return text
