"""What each purpose of a file admits: kinds, size, for how long (https://docs.stripe.com/file-upload)."""

from collections.abc import Mapping
from dataclasses import dataclass

JPEG, PDF, PNG = "jpg", "pdf", "png"

MEDIA_TYPES: Mapping[str, str] = {JPEG: "image/jpeg", PDF: "application/pdf", PNG: "image/png"}
"""The media type that a file of each kind is served with."""

BUSINESS_ICON, BUSINESS_LOGO = "business_icon", "business_logo"
CUSTOMER_SIGNATURE, DISPUTE_EVIDENCE = "customer_signature", "dispute_evidence"

_KIB, _MIB, _DAY = 1024, 1024 * 1024, 86_400


@dataclass(frozen=True, slots=True)
class Purpose:
    """`bytes_max` of the file as it is sent; `days` until its content is gone, None for never.

    `is_redrawn`: the picture is decoded and encoded anew, so that it carries no metadata and nothing behind it.
    """

    name: str
    kinds: tuple[str, ...]
    bytes_max: int
    days: int | None = None
    is_redrawn: bool = False

    def expires_at(self, now: int) -> int | None:
        """When the content of a file that is made now is gone; Unix seconds."""
        return now + self.days * _DAY if self.days is not None else None


PURPOSES: Mapping[str, Purpose] = {
    purpose.name: purpose
    for purpose in (
        Purpose(BUSINESS_ICON, (PNG, JPEG), 512 * _KIB, is_redrawn=True),
        Purpose(BUSINESS_LOGO, (PNG, JPEG), 512 * _KIB, is_redrawn=True),
        Purpose(CUSTOMER_SIGNATURE, (PNG, JPEG), 4 * _MIB, days=7),
        Purpose(DISPUTE_EVIDENCE, (PDF, PNG, JPEG), 5 * _MIB, days=270),
    )
}
"""The purposes that Billhook has a use for, by name."""

NOT_OFFERED = frozenset(
    {
        "account_requirement", "additional_verification", "document_provider_identity_document", "finance_report_run",
        "financial_account_statement", "identity_document", "identity_document_downloadable",
        "issuing_regulatory_reporting", "pci_document", "platform_terms_of_service", "selfie", "sigma_scheduled_query",
        "tax_document_user_upload", "terminal_android_apk", "terminal_reader_splashscreen", "terminal_wifi_certificate",
        "terminal_wifi_private_key",
    }
)  # fmt: skip
"""The purposes that Stripe documents besides: nothing here would use such a file."""

BYTES_MAX = max(purpose.bytes_max for purpose in PURPOSES.values())
"""No file may be larger, whatever it is for."""


def spoken_size(count: int) -> str:
    """A limit in words: `512 KB`, `5 MB`."""
    return f"{count // _MIB} MB" if count % _MIB == 0 else f"{count // _KIB} KB"
