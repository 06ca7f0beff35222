"""What pages ask of SEPA files. `billhook sepa` runs the same actions."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.sepa_files import queries, store
from billhook.sepa_files.actions import by_page

_look = partial(Verb, needs="bank_statements:read", mode=Mode.READ)
_change = partial(Verb, needs="sepa_files:write")

WAITING = _look("sepa_file.list_waiting", queries.waiting)
COUNT_WAITING = _look("sepa_file.count_waiting", store.waiting_sums)
LIST = _look("sepa_file.list", store.batches)
RETRIEVE = _look("sepa_file.retrieve", queries.batch)
WRITE = _change("sepa_file.write", by_page.write)
NOTE_DOWNLOAD = _change("sepa_file.download", by_page.note_download)
HAND_OVER = _change("sepa_file.hand_over", by_page.hand_over)
DISCARD = _change("sepa_file.discard", by_page.discard_file)
ANSWER = _change("sepa_file.answer", by_page.answer)
