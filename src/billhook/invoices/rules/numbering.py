"""Invoice numbers: a prefix and a sequence of at least four digits (invoicing.md §10.2)."""


def number(prefix: str, sequence: int) -> str:
    """`prefix-0001`; past 9999 the digits grow."""
    return f"{prefix}-{sequence:04d}"
