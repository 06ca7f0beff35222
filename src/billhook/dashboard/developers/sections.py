"""The sections of the pages for developers."""

from billhook.dashboard.second_level import SecondLevel, Section

KEYS, WEBHOOKS, EVENTS, OUTBOX = (f"/developers/{name}" for name in ("keys", "webhooks", "events", "outbox"))
OVERVIEW = "/developers"

DEVELOPERS = SecondLevel(
    "developers",
    "Developers",
    (
        Section(OVERVIEW, "Overview", "webhooks:read"),
        Section(KEYS, "API keys", "keys:list"),
        Section(WEBHOOKS, "Webhooks", "webhooks:read"),
        Section(EVENTS, "Events", "events:read"),
        Section(OUTBOX, "Outbox", "outbox:read"),
    ),
)
