"""A form of settings: what is shown in it, and what was typed into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billhook.account_settings.settings import SettingValue, checked, from_stored, printed
from billhook.account_settings.together import clashes
from billhook.dashboard.form_bodies import FormBody
from billhook.dashboard.settings.groups import Field, Kind


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with what stands in it, the pairs to choose from, and what is wrong with it."""

    field: Field
    text: str
    choices: Sequence[tuple[str, str]] = ()
    error: str = ""


def shown(fields: Sequence[Field], texts: Mapping[str, str], errors: Mapping[str, str] | None = None) -> list[Shown]:
    """The fields of a form with these texts. A stored value that is no longer offered is offered all the same."""
    found = []
    for field in fields:
        text = texts[field.name]
        pairs = list(field.choices()) if field.choices is not None else []
        if pairs and text not in dict(pairs):
            pairs.insert(0, (text, text))
        found.append(Shown(field, text, pairs, (errors or {}).get(field.name, "")))
    return found


def texts_of(fields: Sequence[Field], values: Mapping[str, SettingValue]) -> dict[str, str]:
    """Stored values as a form shows them."""
    return {field.name: printed(values[field.name]) for field in fields}


def choices_of(fields: Sequence[Field]) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The words of what is chosen, by the name of the setting."""
    chosen = {field.name: field.choices() for field in fields if field.choices is not None}
    return chosen | {field.name: (("true", "Yes"), ("false", "No")) for field in fields if field.kind is Kind.CHECK}


def typed(fields: Sequence[Field], form: FormBody) -> dict[str, str]:
    """What was typed; a box that is not ticked is not sent, and means no."""
    return {
        field.name: ("true" if form.text(field.name) else "false")
        if field.kind is Kind.CHECK
        else form.text(field.name)
        for field in fields
    }


def read(texts: Mapping[str, str]) -> tuple[dict[str, SettingValue], dict[str, str]]:
    """The values that texts give, and a sentence for each text that gives none."""
    values: dict[str, SettingValue] = {}
    errors: dict[str, str] = {}
    for name, text in texts.items():
        try:
            values[name] = checked(name, text)
        except ValueError as error:
            rest = str(error).removeprefix(f"{name} ").replace("`", "").rstrip(".")
            errors[name] = f"This {rest}."
    for name, sentence in clashes(from_stored(values)).items():
        if name in values:
            errors[name] = f"This {sentence}."
    return values, errors
