"""The list that an invoice or a customer chooses a template from."""

from billhook.dashboard.choices import Choices
from billhook.dashboard.visiting import Visit
from billhook.rendering_templates import store
from billhook.rendering_templates.objects import ACTIVE, Template
from billhook.rendering_templates.params import ListTemplates

_CHOICES_MAX = 100


async def template_choices(visit: Visit, present: str) -> Choices:
    """The active templates, newest first, and the `present` one even if it is archived."""
    async with visit.reader() as reader:
        found, _ = await store.page(reader, ListTemplates.of(status=ACTIVE, limit=_CHOICES_MAX))
        missing = present and present not in {one.id for one in found}
        archived = await store.of_ids(reader, [present]) if missing else []
    return [(one.id, _words(one)) for one in (*archived, *found)]


def _words(template: Template) -> str:
    return f"{template.nickname or template.id}{'' if template.active else ', archived'}"
