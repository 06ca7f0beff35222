"""Addresses of the pages that Billhook serves to payers, as the API names them."""

from billhook.db.tenants import Tenant


def hosted(tenant: Tenant, token: str) -> str:
    """The hosted invoice page."""
    return f"{tenant.public_url}/i/{tenant.account}/{'live' if tenant.livemode else 'test'}_{token}"


def pdf(tenant: Tenant, token: str) -> str:
    """The PDF of an invoice."""
    return f"{hosted(tenant, token)}/pdf"


def credit_note_pdf(tenant: Tenant, token: str) -> str:
    """The PDF of a credit note."""
    return f"{tenant.public_url}/credit_notes/{tenant.account}/{'live' if tenant.livemode else 'test'}_{token}/pdf"
