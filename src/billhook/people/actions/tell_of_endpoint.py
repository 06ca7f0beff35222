"""Tell people by mail that a webhook endpoint fails for days, or was disabled for it: those who may mend it."""

from billhook.db.tx import Tx
from billhook.kernel.ids import new_id
from billhook.people import mails_store, store
from billhook.people.objects import EndpointTrouble, PersonMail
from billhook.people.rules.lifecycle import ACTIVE
from billhook.people.rules.permissions import allows
from billhook.people.rules.roles import Role
from billhook.webhooks.facts import EndpointDisabled, EndpointFailing

_NEEDED = "webhooks:write"


async def warn_of_endpoint(tx: Tx, fact: EndpointFailing) -> None:
    """Tell them that it fails, and from when on it may be disabled."""
    trouble = EndpointTrouble(
        fact.endpoint.id, fact.endpoint.url, tx.tenant.livemode, fact.since, fact.disabled_from, fact.problem
    )
    await _tell(tx, "endpoint_failing", trouble, fact.at)


async def tell_endpoint_disabled(tx: Tx, fact: EndpointDisabled) -> None:
    """Tell them that it was disabled."""
    trouble = EndpointTrouble(
        fact.endpoint.id, fact.endpoint.url, tx.tenant.livemode, fact.since, fact.at, fact.problem
    )
    await _tell(tx, "endpoint_disabled", trouble, fact.at)


async def _tell(tx: Tx, kind: str, trouble: EndpointTrouble, now: int) -> None:
    for person in await store.of_account(tx, tx.tenant.account):
        if person.status == ACTIVE and allows(Role(person.role), _NEEDED, livemode=tx.tenant.livemode):
            await mails_store.queue(tx, PersonMail(new_id("pmail"), kind, person.email, None, now, 0, trouble))
