"""What can be asked of templates."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.rendering_templates import queries, store
from billhook.rendering_templates.actions.archive import archive, unarchive
from billhook.rendering_templates.actions.create import create
from billhook.rendering_templates.actions.update import update
from billhook.rendering_templates.params import CreateTemplate, ListTemplates, RetrieveTemplate, UpdateTemplate
from billhook.rendering_templates.view import invoice_rendering_template

_TEMPLATE = "invoice_rendering_template"
_look = partial(
    Verb, returns=_TEMPLATE, shows=invoice_rendering_template, needs="rendering_templates:read", mode=Mode.READ
)
_change = partial(Verb, returns=_TEMPLATE, shows=invoice_rendering_template, needs="rendering_templates:write")

LIST = _look(f"{_TEMPLATE}.list", store.page, ListTemplates)
RETRIEVE = _look(f"{_TEMPLATE}.retrieve", queries.template, RetrieveTemplate)
ARCHIVE = _change(f"{_TEMPLATE}.archive", archive)
UNARCHIVE = _change(f"{_TEMPLATE}.unarchive", unarchive)

# Pages alone run these.
CREATE = _change(f"{_TEMPLATE}.create", create, CreateTemplate)
UPDATE = _change(f"{_TEMPLATE}.update", update, UpdateTemplate)
