"""Upload the logo and the icon, and take them away again. Both modes share them, as they share all settings."""

from collections.abc import Awaitable, Callable

from starlette.responses import Response

from billhook.dashboard.settings import forms
from billhook.dashboard.settings.groups import BRANDING, PictureField
from billhook.dashboard.settings.pages import Outcome, page, stored
from billhook.dashboard.visiting import Done, Visit
from billhook.files import verbs
from billhook.files.params import CreateFile
from billhook.files.rules.purposes import PURPOSES, spoken_size
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.people.actions.change_settings import change_settings

Handler = Callable[[Visit], Awaitable[Response]]

_NOTHING_CHOSEN = "Choose a picture first."


async def show(visit: Visit) -> Response:
    """The page that has the forms."""
    return visit.back(_page_of(visit))


def uploading(field: PictureField) -> Handler:
    """What stores the picture that was chosen, and names it in the settings."""

    async def upload(visit: Visit) -> Response:
        refused = _refused(visit, field)
        if refused:
            return _again(visit, field, refused)
        params = CreateFile.of(file=visit.form.upload, purpose=field.purpose, file_link_data=None, expand=[])
        try:
            made = await visit.run(verbs.CREATE, params)
        except ApiError as error:
            if error.kind is not errors.UNFIT_FILE:
                raise
            return _again(visit, field, str(error.fields["reason"]))
        if not isinstance(made, Done):
            await change_settings(visit.parts.desk, visit.person, {field.name: made.id}, visit.origin, seen={})
        return visit.back(_page_of(visit), f"{field.label}: saved.")

    return upload


def removing(field: PictureField) -> Handler:
    """What takes the picture out of the settings. Invoices that were finalized with it keep it."""

    async def remove(visit: Visit) -> Response:
        await change_settings(visit.parts.desk, visit.person, {field.name: ""}, visit.origin, seen={})
        return visit.back(_page_of(visit), f"{field.label}: removed. Invoices that have it keep it.")

    return remove


def _refused(visit: Visit, field: PictureField) -> str:
    if visit.form.is_too_large:
        return f"This file is larger than {spoken_size(PURPOSES[field.purpose].bytes_max)}."
    return "" if visit.form.upload is not None else _NOTHING_CHOSEN


def _again(visit: Visit, field: PictureField, sentence: str) -> Response:
    """The page with what is wrong at the field."""
    texts = forms.texts_of(BRANDING.fields, stored(visit))
    return page(visit, BRANDING, texts, Outcome(422, {field.name: sentence}))


def _page_of(visit: Visit) -> str:
    return visit.to(f"/settings/{BRANDING.slug}")
