"""Templates are made by pages. Tests of the API run the same verbs beside the server, on its database."""

from typing import Any

from tests.conftest import Server
from tests.rooms.payments.beside import Bank, beside, run
from tests.stories.psql import query

from billhook.db.verbs import Verb
from billhook.rendering_templates import verbs
from billhook.rendering_templates.objects import Template
from billhook.rendering_templates.params import CreateTemplate, UpdateTemplate
from billhook.wire.forms import Form
from billhook.wire.params import parse


def template_of(server: Server, *, livemode: bool = False, **given: Any) -> Template:
    """A new template, of what a form sends: texts."""
    return _ran(server, livemode, verbs.CREATE, parse(CreateTemplate, _form(given)))  # type: ignore[no-any-return]


def changed(server: Server, template: Template | str, **given: Any) -> Template:
    """The template as it is afterwards. What is not given is as in a template that says nothing."""
    id = template if isinstance(template, str) else template.id
    return _ran(server, False, verbs.UPDATE, parse(UpdateTemplate, _form(given)), id)  # type: ignore[no-any-return]


def _form(given: dict[str, Any]) -> Form:
    fields = given.pop("fields", {})
    rows = {str(n): {"name": name, "value": value} for n, (name, value) in enumerate(fields.items())}
    return {**given, **({"custom_fields": rows} if rows else {})}


def _ran(server: Server, livemode: bool, verb: Verb, *arguments: Any) -> Any:
    (tenant,) = query(server, "SELECT id FROM tenants WHERE livemode = $1 ORDER BY id LIMIT 1", livemode)

    async def work() -> Any:
        async with beside(server, Bank()) as second:
            return await second.context.run(verb, tenant["id"], *arguments)

    return run(work())
