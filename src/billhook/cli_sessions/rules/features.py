"""What a session of the command line can listen to."""

EVENTS, REQUESTS = "webhooks", "request_logs"

FEATURES = {EVENTS: "events", REQUESTS: "requests"}
"""The word that stands for each in the id of a session."""
