"""How the Dashboard's style sheets, scripts and icons are made of npm's packages and of our own sources.

Owns    which files of which package are taken, and what becomes of them. `./dev` and the wheel's build hook import it.
Leaves  serving to `billhook.dashboard.assets`. Nothing of `billhook` imports this folder, and no wheel carries it.
Always  the standard library suffices, and the same packages and sources give the same bytes.
"""
