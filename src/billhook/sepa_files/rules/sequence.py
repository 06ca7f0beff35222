"""Which debit of a mandate it is (live-money.md §5)."""

FIRST, RECURRENT, ONE_OFF = SEQUENCES = "FRST", "RCUR", "OOFF"


def sequence_of(*, single_use: bool, used_before: bool) -> str:
    """OOFF for a mandate of one payment; FRST until a debit was sent that the bank did not refuse; then RCUR."""
    if single_use:
        return ONE_OFF
    return RECURRENT if used_before else FIRST
