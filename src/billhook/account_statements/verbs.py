"""What the worker does for statements of account. Nobody else may."""

from billhook.account_statements.actions.plan_statement import plan_statement
from billhook.account_statements.actions.send_statement import send_statement
from billhook.db.verbs import Verb

SEND = Verb("account_statement.send", send_statement)
PLAN = Verb("account_statement.plan", plan_statement)
