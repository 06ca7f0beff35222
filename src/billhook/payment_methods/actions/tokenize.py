"""Make a token of a card, for one use (platform.md §7.10). The number is forgotten at once."""

from billhook.db.tx import Tx
from billhook.kernel.ids import new_id
from billhook.payment_methods import card_tokens_store
from billhook.payment_methods.actions.create import billing_details, card_of_number
from billhook.payment_methods.objects import Billing, CardToken
from billhook.payment_methods.params import CreateToken, TokenCard


async def tokenize(tx: Tx, params: CreateToken) -> CardToken:
    """The token; no event tells of it. Raises LIVE_CARD_NUMBER and errors about the card."""
    given = params.card
    billing: Billing = {**billing_details(None, None), "name": given.name, "address": _address(given)}
    name, shown = card_of_number(tx, given, "card", billing)
    token = CardToken(new_id("tok"), tx.now, name, shown, billing)
    await card_tokens_store.insert(tx, token)
    return token


def _address(given: TokenCard) -> dict[str, str | None]:
    return {
        "city": given.address_city, "country": given.address_country, "line1": given.address_line1,
        "line2": given.address_line2, "postal_code": given.address_zip, "state": given.address_state,
    }  # fmt: skip
