"""What settings must be beside each other, as each alone cannot say."""

from collections.abc import Mapping

from billhook.account_settings import number_pattern
from billhook.account_settings.number_pattern import insist_on_length
from billhook.account_settings.settings import AccountSettings, SettingValue, from_stored

_PATTERNS = ("number_pattern", "credit_note_pattern")


def clashes(settings: AccountSettings) -> dict[str, str]:
    """What is wrong with settings that are valid alone: by the name of one, a sentence that follows it."""
    found = {}
    for name in _PATTERNS:
        try:
            insist_on_length(number_pattern.parsed(getattr(settings, name)), settings.number_prefix)
        except ValueError as error:
            found[name] = str(error)
    if not found and len({getattr(settings, name).rpartition("{")[0] for name in _PATTERNS}) == 1:
        found["credit_note_pattern"] = "must differ from number_pattern before its {sequence}"
    return found


def insist_together(values: Mapping[str, SettingValue]) -> None:
    """Raise ValueError, with a sentence for the person who typed it, if values to be stored do not go together."""
    for name, sentence in clashes(from_stored(values)).items():
        raise ValueError(f"{name} {sentence}")
