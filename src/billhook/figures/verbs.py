"""What is done with figures: the worker folds them. Pages read them from the store."""

from billhook.db.verbs import Verb
from billhook.figures.actions.fold import fold

FOLD = Verb("figures.fold", fold)
