"""2024-10-28.acacia: tax rates that are amounts, and more evidence against disputes."""

from billhook.wire.versions.registry import change, drop
from billhook.wire.versions.with_past import WithPast

VERSION = "2024-10-28.acacia"


@change(VERSION, "tax_rate")
def flat_amounts(tax_rate: WithPast) -> None:
    """Adds `flat_amount` and `rate_type` to Tax Rate."""
    tax_rate.pop("flat_amount", None)
    tax_rate.pop("rate_type", None)


@change(VERSION, "dispute")
def enhanced_evidence(dispute: WithPast) -> None:
    """Adds `enhanced_eligibility_types`, `evidence.enhanced_evidence` and `evidence_details.enhanced_eligibility` to
    Dispute.
    """
    dispute.pop("enhanced_eligibility_types", None)
    drop(dispute, "evidence", "enhanced_evidence")
    drop(dispute, "evidence_details", "enhanced_eligibility")
