"""The settings of an account: names, types, defaults, and what is wrong with a value.

Owns    every setting of `billhook settings`, how its text is read, and the address that they make up.
Leaves  keeping them, to `accounts`; what they decide, to the rooms that read them; the process's own, to `settings`.
Always  a tenant carries them with their types, whole: stored values over the defaults.
"""
