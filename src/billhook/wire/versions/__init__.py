"""API versions: how the newest objects looked before.

Owns    every difference between the newest version and an older one, as small named changes, one file for each
        version that brought some; walking an object back (`chain.at`), lifting an old request
        (`requests.request_at`), and asking the rooms for what only older versions say (`recalling`), before the walk.
Leaves  the list of versions that may be asked for to the kernel (`api_versions`), and what an object says today to
        the `view` of its room, which knows the newest version only.
Always  a change is a pure function of the object it is given: no look-up, no clock; the object that was
        handed in stays as it was; an object of the newest version passes through untouched, at no cost.

To add a version: name it in `kernel/api_versions.py`, write `vYYYY_MM_DD_train.py` with one function for each
line of its upgrade guide that changes an object, list it in `chain.py`. Lines that change a request go into
`requests.py`.
"""
