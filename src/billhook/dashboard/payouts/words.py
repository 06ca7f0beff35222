"""How the statuses of payouts, and the categories of what they pay, are called."""

# A status in words, and its tone.
STATUSES = {
    "pending": ("Planned", "calm"),
    "in_transit": ("On its way", "calm"),
    "paid": ("Paid", "done"),
    "failed": ("Failed", "late"),
    "canceled": ("Canceled", "ended"),
}
_CATEGORIES = {
    "charge": "Payments",
    "refund": "Refunds",
    "refund_failure": "Refunds that came back",
    "dispute": "Disputes",
    "dispute_reversal": "Disputes that were won",
    "payout_reversal": "Earlier payouts that came back",
    "fee": "Fees of the processor",
    "other_adjustment": "Adjustments",
}
READ = {
    "completed": "All that it pays is read.",
    "in_progress": "The processor has not listed yet what it pays, or Billhook still reads it.",
    "not_applicable": "The processor does not list what a payout pays that was made by hand.",
}


def category(name: str) -> str:
    """What a reporting category is called."""
    return _CATEGORIES.get(name) or name.replace("_", " ").capitalize()
