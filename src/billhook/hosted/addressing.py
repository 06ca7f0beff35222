"""Addresses of pages: the tenant that one names, and the token that opens it."""

from starlette.requests import Request

from billhook.accounts.directory import Directory
from billhook.db.tenants import Tenant


async def named_tenant(directory: Directory, request: Request, token_length: int) -> tuple[Tenant | None, str]:
    """The tenant that an address names, if it has the form of ours, and the token."""
    mode, _, token = request.path_params["token"].partition("_")
    account = request.path_params["account"]
    if mode not in ("live", "test") or len(token) != token_length or not (token + account[5:]).isalnum():
        return None, token
    if not token.isascii() or not account.isascii():
        return None, token
    return await directory.tenant_named(account, livemode=mode == "live"), token
