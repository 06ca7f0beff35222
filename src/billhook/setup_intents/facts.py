"""What this room tells the rooms above."""

from dataclasses import dataclass

from billhook.db.facts import Fact
from billhook.setup_intents.objects import SetupIntent


@dataclass(frozen=True, slots=True)
class SetupIntentSettled(Fact):
    """A processor has answered to a set-up: `intent` is what it has become."""

    intent: SetupIntent
