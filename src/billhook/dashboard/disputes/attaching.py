"""Evidence that is a file: a form for each kind puts one in, another takes it out; and the files themselves."""

from dataclasses import dataclass

from starlette.responses import Response

from billhook.dashboard.disputes import words
from billhook.dashboard.disputes.answering import lock
from billhook.dashboard.disputes.pages import dispute_of, files_of, place_of
from billhook.dashboard.faults import Faults
from billhook.dashboard.payments.sections import DISPUTES, PAYMENTS
from billhook.dashboard.staleness import ChangedMeanwhile, basis, unless_changed
from billhook.dashboard.visiting import Visit
from billhook.disputes import verbs
from billhook.disputes.objects import Dispute
from billhook.disputes.params import Evidence, UpdateDispute
from billhook.disputes.rules.lifecycle import DISPUTE
from billhook.files import verbs as files
from billhook.files.objects import Contents
from billhook.files.params import CreateFile
from billhook.files.rules.purposes import DISPUTE_EVIDENCE, PURPOSES, spoken_size
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.wire.answering import file_headers

BYTES_MAX = PURPOSES[DISPUTE_EVIDENCE].bytes_max
"""How large a file may be."""

_NOTHING_CHOSEN = "Choose a file first."
_FASTER = (
    "Somebody changed this meanwhile. What is stored now is shown here; do it once more to change it all the same."
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A kind of evidence on the page: its name and words, and the file that is there, if one is."""

    kind: str
    words: str
    filename: str = ""
    address: str = ""


async def show(visit: Visit) -> Response:
    """Every kind of file with what was given of it."""
    dispute = await dispute_of(visit)
    DISPUTE.require("answer", dispute.status)
    return await _page(visit, dispute, Faults())


async def change(visit: Visit) -> Response:
    """Put the file that was chosen in its place, or take the one out that is there."""
    dispute, kind = await dispute_of(visit), visit.form.text("kind")
    if kind not in words.FILE_KINDS:
        raise errors.NO_SUCH_PATH(noun="kind of evidence", id=kind)
    DISPUTE.require("answer", dispute.status)
    named = words.file_words(kind)
    try:
        if visit.form.text("do") == "remove":
            await _give(visit, dispute, kind, "")
            return visit.back(_address(visit, dispute), f"{named}: removed.")
        if (refused := _refused(visit)) == "":
            await _give(visit, dispute, kind, await _stored(visit))
            return visit.back(_address(visit, dispute), f"{named}: noted down. The bank has not seen it yet.")
    except ChangedMeanwhile:
        refused = _FASTER
        dispute = await dispute_of(visit)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        refused = str(error.fields["reason"]) if error.kind is errors.UNFIT_FILE else error.message
    return await _page(visit, dispute, Faults({kind: refused}), is_stale=refused == _FASTER)


async def download(visit: Visit) -> Response:
    """A file as it was given. Raises NO_SUCH_PATH, FILE_EXPIRED."""
    dispute, kind = await dispute_of(visit), visit.named("kind")
    if kind not in words.FILE_KINDS or kind not in dispute.evidence:
        raise errors.NO_SUCH_PATH(noun="file", id=kind)
    found: Contents = await visit.look(files.CONTENTS, dispute.evidence[kind])
    return Response(found.content, headers=file_headers(found.media_type, found.filename))


def _refused(visit: Visit) -> str:
    if visit.form.is_too_large:
        return f"This file is larger than {spoken_size(BYTES_MAX)}."
    return "" if visit.form.upload is not None else _NOTHING_CHOSEN


async def _stored(visit: Visit) -> str:
    """The id of the file that was chosen, once it is stored. Raises UNFIT_FILE."""
    params = CreateFile.of(file=visit.form.upload, purpose=DISPUTE_EVIDENCE, file_link_data=None, expand=[])
    return str((await visit.run(files.CREATE, params)).id)


async def _give(visit: Visit, dispute: Dispute, kind: str, file_id: str) -> None:
    """Note a file down without telling the bank; none if the id is empty. Raises ChangedMeanwhile."""
    params = UpdateDispute.of(evidence=Evidence.of(**{kind: file_id or None}), submit=False)
    await visit.run(unless_changed(verbs.RESPOND, visit.form, {kind: file_id}, lock, _values), params, dispute.id)


def _values(dispute: Dispute) -> dict[str, str]:
    return {kind: dispute.evidence.get(kind, "") for kind in words.FILE_KINDS}


def _address(visit: Visit, dispute: Dispute) -> str:
    return visit.to(f"{DISPUTES}/{dispute.id}/files")


async def _page(visit: Visit, dispute: Dispute, faults: Faults, *, is_stale: bool = False) -> Response:
    attached, place = await files_of(visit, dispute), place_of(visit, dispute)
    return PAYMENTS.page(
        visit,
        "disputes/files.html",
        DISPUTES,
        title="Files",
        up=place.crumbs,
        status=409 if is_stale else 422 if faults else 200,
        slots=[Slot(kind, words.file_words(kind), *attached.get(kind, ("", ""))) for kind in words.FILE_KINDS],
        # Each form sends the marks of all kinds; only its own is compared.
        basis=basis({} if is_stale else visit.form, _values(dispute)),
        send_to=_address(visit, dispute),
        faults=faults,
        hint=f"PDF, PNG or JPEG, at most {spoken_size(BYTES_MAX)}.",
        away=place.back,
    )
