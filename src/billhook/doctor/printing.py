"""How findings are printed: a line each, or one JSON object for programs that watch."""

import json
from collections.abc import Sequence

from billhook.doctor.findings import Finding, worst


def lines(findings: Sequence[Finding]) -> list[str]:
    """A line for each finding, its state first."""
    return [f"{finding.state:<7}{finding.sentence}" for finding in findings]


def as_json(findings: Sequence[Finding]) -> str:
    """The worst state, and each finding with its examination, its state and its sentence."""
    told = [
        {"examination": finding.examination, "state": str(finding.state), "sentence": finding.sentence}
        for finding in findings
    ]
    return json.dumps({"state": str(worst(findings)), "findings": told}, ensure_ascii=False, indent=2)
