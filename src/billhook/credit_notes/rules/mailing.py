"""Whether a mail brings a credit note to the customer (invoicing.md §5, §7)."""


def is_mailed(email_type: str | None, *, by_itself: bool) -> bool:
    """What the caller says decides, and the account's setting (`by_itself`) if they say nothing.

    Our reading: the reference calls `credit_note` the default and puts it under the setting. A caller who
    sends the value asks for the mail, as an explicit send of an invoice does.
    """
    return by_itself if email_type is None else email_type == "credit_note"
