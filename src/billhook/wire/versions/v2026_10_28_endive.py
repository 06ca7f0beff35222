"""2026-10-28.endive: how the evidence of a dispute was submitted."""

from billhook.wire.versions.registry import change, drop
from billhook.wire.versions.with_past import WithPast

VERSION = "2026-10-28.endive"


@change(VERSION, "dispute")
def submission_method(dispute: WithPast) -> None:
    """Adds `evidence_details.submission_method` to Dispute."""
    drop(dispute, "evidence_details", "submission_method")
