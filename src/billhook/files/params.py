"""What callers may send about files and their links (https://docs.stripe.com/api/files)."""

from typing import Annotated

from billhook.files.rules.purposes import NOT_OFFERED, PURPOSES
from billhook.wire.forms import Upload
from billhook.wire.params import (
    Boolean,
    Expand,
    Hash,
    Id,
    Metadata,
    Page,
    Params,
    RangeOrMoment,
    Timestamp,
    choice,
    moment_or_now_unset,
    uploaded,
)  # fmt: skip

_Purpose = Annotated[str, choice(*sorted({*PURPOSES, *NOT_OFFERED}))]
NOW = "now"


class FileLinkData(Params):
    """The link that is made together with a file."""

    create: Boolean
    expires_at: Timestamp | None = None
    metadata: Metadata = {}


class CreateFile(Params):
    expand: Expand = []
    file: Annotated[Upload, uploaded]
    file_link_data: Annotated[FileLinkData | None, Hash] = None
    purpose: _Purpose


class ListFiles(Page):
    created: RangeOrMoment | None = None
    purpose: _Purpose | None = None


class CreateFileLink(Params):
    expand: Expand = []
    expires_at: Timestamp | None = None
    file: Id
    metadata: Metadata = {}


class UpdateFileLink(Params):
    """`expires_at` is a moment to come, `now`, or empty for never."""

    expand: Expand = []
    expires_at: Annotated[int | str | None, moment_or_now_unset] = None
    metadata: Metadata = {}


class ListFileLinks(Page):
    created: RangeOrMoment | None = None
    expired: Boolean | None = None
    file: Id | None = None
