"""To whom the receipt of a payment goes."""


def recipient_of_receipt(
    given: str | None, of_invoice: str | None, *, is_default: bool, by_setting: bool
) -> str | None:  # fmt: skip
    """Where the receipt of a payment of an invoice goes; None if there is no mail.

    `given` is the `receipt_email` of the charge, `of_invoice` the address of the invoice. An invoice gives its address
    to its default payment by itself. Another address there, or any on a payment that was attached, is somebody's wish.
    The receipt for that address leaves whatever the setting says.
    """
    if given and not (is_default and given == of_invoice):
        return given
    return of_invoice or None if by_setting else None
