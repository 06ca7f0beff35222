"""The sections of the pages for developers."""

from billhook.dashboard.second_level import SecondLevel, Section

KEYS, WEBHOOKS, EVENTS, LOGS, OUTBOX, CLOCKS, SANDBOXES = (
    f"/developers/{name}" for name in ("keys", "webhooks", "events", "logs", "outbox", "test-clocks", "sandboxes")
)
OVERVIEW = "/developers"

DEVELOPERS = SecondLevel(
    "developers",
    "Developers",
    (
        Section(OVERVIEW, "Overview", "webhooks:read"),
        Section(KEYS, "API keys", "keys:list"),
        Section(WEBHOOKS, "Webhooks", "webhooks:read"),
        Section(EVENTS, "Events", "events:read"),
        Section(LOGS, "Request log", "requests:read"),
        Section(OUTBOX, "Outbox", "outbox:read"),
        Section(CLOCKS, "Test clocks", "test_clocks:read", test_only=True),
        Section(SANDBOXES, "Sandboxes", "sandboxes:read", test_only=True, own_only=True),
    ),
)
