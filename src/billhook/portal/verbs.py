"""What can be asked of sessions of the portal."""

from billhook.db.verbs import Verb
from billhook.portal.actions.create import create
from billhook.portal.actions.forget import forget
from billhook.portal.actions.use import use
from billhook.portal.params import CreatePortalSession
from billhook.portal.view import portal_session

# A session can change the customer's details, so making one needs the permission to change customers.
CREATE = Verb(
    "portal_session.create", create, CreatePortalSession, "billing_portal.session", portal_session, "customers:write"
)
# No key asks for it: the customer does, on a page.
USE = Verb("portal_session.use", use)
# Only the worker asks for it.
FORGET = Verb("portal_session.forget", forget)
