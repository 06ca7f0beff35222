"""Addresses of the pages that Billhook serves to payers, as the API names them."""

from billhook.db.tenants import Tenant

# Letters and digits of the unguessable part of an address: 62 ** 40 of them are more than a UUID has.
TOKEN_LENGTH = 40


def hosted(tenant: Tenant, token: str) -> str:
    """The hosted invoice page."""
    return f"{tenant.public_url}/i/{_owned(tenant, token)}"


def back_to(tenant: Tenant, token: str) -> str:
    """Where a payer comes back to from the page of a processor."""
    return f"{hosted(tenant, token)}/back"


def pdf(tenant: Tenant, token: str) -> str:
    """The PDF of an invoice."""
    return f"{hosted(tenant, token)}/pdf"


def until_query(until: str, proof: str) -> str:
    """The query of a link that names the last day on which it works (`2026-12-10`), and proves it."""
    return f"?until={until}&proof={proof}"


def credit_note_pdf(tenant: Tenant, token: str) -> str:
    """The PDF of a credit note."""
    return f"{tenant.public_url}/credit_notes/{_owned(tenant, token)}/pdf"


def authentication(tenant: Tenant, intent: str, secret: str) -> str:
    """The page on which the holder of a card agrees to a payment."""
    return f"{tenant.public_url}/authenticate/{_owned(tenant, secret)}/{intent}"


def transfer_instructions(tenant: Tenant, intent: str, secret: str) -> str:
    """The page that tells a customer where to send a payment."""
    return f"{tenant.public_url}/bank_transfers/{_owned(tenant, secret)}/{intent}"


def receipt(tenant: Tenant, charge: str, token: str) -> str:
    """The receipt of a payment."""
    return f"{tenant.public_url}/receipts/{_owned(tenant, token)}/{charge}"


def receipt_pdf(tenant: Tenant, charge: str, token: str) -> str:
    """The PDF of the receipt of a payment."""
    return f"{receipt(tenant, charge, token)}/pdf"


def mandate(tenant: Tenant, token: str) -> str:
    """The page on which the holder of a bank account can read the mandate that they gave."""
    return f"{tenant.public_url}/mandates/{_owned(tenant, token)}"


def portal(tenant: Tenant, token: str) -> str:
    """The portal of a customer, while the session lasts that the token opens."""
    return f"{tenant.public_url}/portal/{_owned(tenant, token)}"


def checkout(tenant: Tenant, token: str) -> str:
    """The page of a Checkout Session."""
    return f"{tenant.public_url}/c/pay/{_owned(tenant, token)}"


def checkout_back(tenant: Tenant, token: str) -> str:
    """Where the payer of a Checkout Session comes back to from the page of a processor."""
    return f"{checkout(tenant, token)}/back"


def mail_news(tenant: Tenant, token: str) -> str:
    """Where a relay tells what became of mails."""
    return f"{tenant.public_url}/mail-news/{_owned(tenant, token)}"


def file_contents(tenant: Tenant, file: str) -> str:
    """What is in a file, for whoever has a key."""
    return f"{tenant.public_url}/v1/files/{file}/contents"


def file_link(tenant: Tenant, token: str) -> str:
    """What is in a file, for everybody who has the link."""
    return f"{tenant.public_url}/links/{_owned(tenant, token)}"


def brand_picture(tenant: Tenant, file: str) -> str:
    """A logo or an icon of the account, without the host: pages of both modes show it."""
    return f"/pictures/{tenant.account}/{file}"


def _owned(tenant: Tenant, token: str) -> str:
    return f"{tenant.account}/{'live' if tenant.livemode else 'test'}_{token}"


WEBSOCKETS = "/v1/stripecli/websocket/"
"""What the addresses of websockets begin with."""
_MODES = {"live": True, "test": False}


def websocket(tenant: Tenant) -> str:
    """The websocket of sessions of the command line: `ws:` where we are reached by `http:`, else `wss:`."""
    mode = "live" if tenant.livemode else "test"
    return f"ws{tenant.public_url.removeprefix('http')}{WEBSOCKETS}{tenant.account}/{mode}"


def websocket_tenant(path: str) -> tuple[str, bool] | None:
    """The account and the mode that the path of a websocket names, or None."""
    account, _, mode = path.removeprefix(WEBSOCKETS).partition("/")
    return (account, _MODES[mode]) if path.startswith(WEBSOCKETS) and mode in _MODES else None
