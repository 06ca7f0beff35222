"""What people type about themselves: a name, an e-mail, a password. Faults say at which field they are."""

from billhook.kernel.email_address import normalized
from billhook.people.faults import at_fields
from billhook.people.rules import passwords

NAME_LENGTH_MAX = 100
EMAIL_LENGTH_MAX = 200


def name_fault(name: str) -> str | None:
    """A sentence that says what is wrong with a name, or None."""
    if not name:
        return "Enter your name."
    return f"Use at most {NAME_LENGTH_MAX} characters." if len(name) > NAME_LENGTH_MAX else None


def plain_name(text: str) -> str:
    """A name as it is stored: one line, single spaces."""
    return " ".join(text.split())


def stored_email(text: str) -> str | None:
    """An e-mail as it is stored, or None for a text that is none."""
    try:
        email = normalized(text.strip())
    except ValueError:
        return None
    return email if len(email) <= EMAIL_LENGTH_MAX else None


EMAIL_FAULT = "Enter an e-mail address, such as anna@example.com."


def checked(*, name: str, email: str, password: str) -> tuple[str, str]:
    """Name and e-mail as stored. Raises what is wrong with any of the three, all of it at once."""
    wrong: dict[str, str] = {}
    name, address = plain_name(name), stored_email(email)
    if fault := name_fault(name):
        wrong["name"] = fault
    if address is None:
        wrong["email"] = EMAIL_FAULT
    if fault := passwords.fault(password, name=name, email=email):
        wrong["password"] = fault
    if wrong or address is None:
        raise at_fields(**wrong)
    return name, address
