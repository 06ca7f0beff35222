"""Switching off for an invoice or a customer what the account does by itself, and on again: the same for both."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from billhook.account_settings.settings import AccountSettings
from billhook.dashboard.asking import Place, act_on, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.visiting import Visit
from billhook.db.verbs import Verb
from billhook.invoices.rules.exemptions import REMINDERS, STATEMENTS, Exempted
from billhook.kernel import errors


@dataclass(frozen=True, slots=True)
class Switch:
    """A question that exempts from `what`, or ends it, and its verb. It is asked of those who are not so already."""

    what: Exempted
    exempts: bool
    question: Confirmation
    verb: Verb

    def ask(self, visit: Visit, place: Place) -> Response:
        """Say what changes for an invoice or a customer, before it does."""
        return ask_page(visit, place, self.question)

    async def act(self, visit: Visit, about: str, place: Place) -> Response:
        """Exempt them, or end it. Twice is as good as once."""
        return await act_on(visit, place, self.question, self.verb, about)


def switch_of(visit: Visit, switches: Mapping[str, Switch]) -> Switch:
    """The switch that the address names. Raises NO_SUCH_PATH."""
    slug = visit.named("exemption")
    if slug not in switches:
        raise errors.NO_SUCH_PATH(noun="page", id=slug)
    return switches[slug]


def in_force(account: AccountSettings, what: Exempted) -> bool:
    """Whether the account has reminders, monthly statements or late fees at all."""
    if what == REMINDERS:
        return bool(account.reminder_schedule)
    return account.mails_statements if what == STATEMENTS else account.late_fee_rule is not None
