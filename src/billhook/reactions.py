"""What follows from what: when a room reports a fact, these verbs of higher rooms run in the same transaction."""

from billhook.db.tx import Reactions

REACTIONS: Reactions = {}
