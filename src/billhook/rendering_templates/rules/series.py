"""Whether a business unit may count by a pattern: no two series may be able to give the same number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from billhook.account_settings.number_pattern import insist_on_length, parsed
from billhook.account_settings.settings import AccountSettings
from billhook.rendering_templates.objects import Unit

NUMBERS, CREDIT_NOTES = "number_pattern", "credit_note_pattern"
"""The fields of a template that hold a pattern. The settings of the account have the same names."""


@dataclass(frozen=True, slots=True)
class Clash:
    """What is wrong with the pattern in a field: a sentence that follows the field's name."""

    param: str
    sentence: str


def clash_of(unit: Unit, others: Iterable[Unit], settings: AccountSettings) -> Clash | None:
    """What the patterns of a unit have against them; None if nothing. `others` may contain the unit as it was."""
    taken = [(f"the account's {name}", getattr(settings, name)) for name in (NUMBERS, CREDIT_NOTES)]
    for other in others:
        if other.id != unit.id:
            taken += [(f"the {name} of the template {other.name}", pattern) for name, pattern in _patterns(other)]
    for name, pattern in _patterns(unit):
        if (sentence := _against(pattern, taken, settings.number_prefix)) is not None:
            return Clash(name, sentence)
        taken.append((f"the {name} of this template", pattern))
    return None


def clash_with_settings(units: Iterable[Unit], settings: AccountSettings) -> Clash | None:
    """What the units have against settings that are about to be stored: by the name of a setting."""
    for unit in units:
        for name, pattern in _patterns(unit):
            if (sentence := _too_long(pattern, settings.number_prefix)) is not None:
                return Clash("number_prefix", f"does not go with the {name} of the template {unit.name}: it {sentence}")
            for setting in (NUMBERS, CREDIT_NOTES):
                if parsed(pattern).meets(parsed(getattr(settings, setting)), settings.number_prefix):
                    return Clash(setting, f"must not give numbers that the {name} of the template {unit.name} can give")
    return None


def _against(pattern: str, taken: Iterable[tuple[str, str]], prefix: str) -> str | None:
    for owner, other in taken:
        if parsed(pattern).meets(parsed(other), prefix):
            return f"must not give numbers that {owner} can give"
    return _too_long(pattern, prefix)


def _too_long(pattern: str, prefix: str) -> str | None:
    try:
        insist_on_length(parsed(pattern), prefix)
    except ValueError as error:
        return str(error)
    return None


def _patterns(unit: Unit) -> Iterator[tuple[str, str]]:
    if unit.number_pattern is not None:
        yield NUMBERS, unit.number_pattern
    if unit.credit_note_pattern is not None:
        yield CREDIT_NOTES, unit.credit_note_pattern
