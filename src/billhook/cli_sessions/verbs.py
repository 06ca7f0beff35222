"""What can be asked of sessions of the command line."""

from billhook.cli_sessions.actions.open import open_session
from billhook.cli_sessions.actions.retry_event import retry_event
from billhook.cli_sessions.params import OpenCliSession, RetryEvent
from billhook.cli_sessions.view import cli_session
from billhook.db.verbs import Verb
from billhook.events import view as events_view

# A session gets every event and the secret that signs them, as a new endpoint would.
OPEN = Verb("cli_session.open", open_session, OpenCliSession, "stripecli.session", cli_session, "webhooks:write")
RETRY_EVENT = Verb("event.retry", retry_event, RetryEvent, "event", events_view.event, "webhooks:resend")
