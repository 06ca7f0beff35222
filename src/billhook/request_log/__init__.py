"""The log of requests: what programs asked of the API, and what they got.

Owns    the notes of requests, masking what nobody may read in them, writing them beside the requests, reading them.
Leaves  taking a note to the pipeline in `wire`, the doors to `dashboard` and the command line.
Always  no request waits for the log, and no card, bank account, password, key or secret stands in it.
"""
