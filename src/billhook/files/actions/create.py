"""Upload a file (https://docs.stripe.com/api/files/create)."""

import asyncio

from billhook.db.tx import Tx
from billhook.files import store
from billhook.files.actions.links import link_to
from billhook.files.objects import File
from billhook.files.params import CreateFile
from billhook.files.rules.content import Checked, Unfit, checked
from billhook.files.rules.names import safe_name
from billhook.files.rules.purposes import PURPOSES
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace


async def create(tx: Tx, params: CreateFile) -> File:
    """The new file, with its link if one was asked for.

    Raises INVALID_VALUE, UNFIT_FILE, METADATA_KEYS.
    """
    purpose = PURPOSES.get(params.purpose)
    if purpose is None:
        reason = f"Billhook has no use for files with the purpose {params.purpose}"
        raise errors.INVALID_VALUE(param="purpose", name="purpose", reason=reason)
    kept = await _checked(params)
    file = File(
        id=new_id("file"), created=tx.now, purpose=purpose.name, filename=safe_name(params.file.filename, kept.kind),
        type=kept.kind, size=len(kept.content), expires_at=purpose.expires_at(tx.now),
    )  # fmt: skip
    await store.insert(tx, file, kept.content)
    if purpose.is_redrawn:
        await store.insert_picture(tx, file, kept)
    data = params.file_link_data
    if data is None or not data.create:
        return file
    link = link_to(tx, file, data.expires_at, data.metadata, param="file_link_data[expires_at]")
    await store.insert_link(tx, link)
    return replace(file, links=(link,))


async def _checked(params: CreateFile) -> Checked:
    """What is to be kept. Reading a picture takes its time, so it is done beside everything else."""
    try:
        return await asyncio.to_thread(checked, params.file.content, PURPOSES[params.purpose])
    except Unfit as reason:
        raise errors.UNFIT_FILE(param="file", reason=str(reason)) from None
