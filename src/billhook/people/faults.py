"""What can be wrong with what a person typed to come in, as sentences for the page that they typed it on."""

from collections.abc import Mapping


class Sentences(dict[str, str]):
    """A sentence for each field at fault, and nothing for every other field."""

    def __missing__(self, field: str) -> str:
        return ""


class PersonFault(Exception):
    """A refusal that a page shows: `fields` has a sentence for each field at fault, by its name."""

    def __init__(
        self, sentence: str, *, status: int = 422, fields: Mapping[str, str] | None = None, of_address: bool = False
    ) -> None:
        super().__init__(sentence)
        self.of_address = of_address
        self.sentence = sentence
        self.status = status
        self.fields = Sentences(fields or {})


def at_fields(**fields: str) -> PersonFault:
    """What is wrong with single fields."""
    return PersonFault("", fields=fields)


def WRONG_PASSWORD() -> PersonFault:  # noqa: N802 - a fault of the catalogue
    """The same for an unknown e-mail and a wrong password."""
    return PersonFault("This e-mail and this password do not belong together.")


def NOT_THE_PASSWORD() -> PersonFault:  # noqa: N802
    """A person who is signed in typed another password than theirs."""
    sentence = "This is not your password."
    return PersonFault(sentence, fields={"password": sentence})


def NOT_THE_CODE() -> PersonFault:  # noqa: N802
    """A code that is wrong, too old, or used already."""
    sentence = "This code is not right, or it was used. Wait for the next one."
    return PersonFault(sentence, fields={"code": sentence})


def NOT_THIS_PASSKEY() -> PersonFault:  # noqa: N802
    """An answer of a device that is none, is late, was sent before, or is of a passkey that nobody here has."""
    return PersonFault("This passkey was not accepted. Try again.")


def TOO_MANY(seconds: int, *, of_address: bool = False) -> PersonFault:  # noqa: N802
    """Too many attempts of this device; `of_address`: at anybody, so that they tell nothing of one person."""
    number, unit = (seconds, "second") if seconds <= 90 else (-(-seconds // 60), "minute")
    sentence = f"Too many attempts. Try again in {number} {unit}{'' if number == 1 else 's'}."
    return PersonFault(sentence, status=429, of_address=of_address)


def PASSWORD_IS_SHORT() -> PersonFault:  # noqa: N802
    """A password that leans on a second factor, when that is to be removed."""
    return PersonFault("Your password has fewer than 15 characters. Choose a longer one first.", status=409)


def PASSWORD_LEANS() -> PersonFault:  # noqa: N802
    """The right password, too short to do without the second factor that somebody removed."""
    sentence = (
        "Your second factor was removed, and your password alone is too short. Your mail has a link to a longer one."
    )
    return PersonFault(sentence, status=409)


def NOT_INVITED() -> PersonFault:  # noqa: N802
    """Only an invitation can be sent, copied and withdrawn."""
    return PersonFault("This person is not invited: they came already.", status=409)


def NOT_ACTIVE() -> PersonFault:  # noqa: N802
    """Only somebody active can be deactivated."""
    return PersonFault("This person is not active.", status=409)


def NOT_DEACTIVATED() -> PersonFault:  # noqa: N802
    """Only somebody deactivated can be let in again."""
    return PersonFault("This person is not deactivated.", status=409)


def TOO_BUSY() -> PersonFault:  # noqa: N802
    """Too many people sign in at this moment."""
    return PersonFault("Too many people sign in at this moment. Try again.", status=503)


def LINK_IS_OVER() -> PersonFault:  # noqa: N802
    """A link that was used, that has ended, or that a newer one replaced."""
    return PersonFault("This link was used already, or it has ended. Ask for a new one.", status=410)
