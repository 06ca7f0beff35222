"""What `billhook doctor` looks at: the installation, what is late or stuck, and whether the books agree.

Owns    the examinations, what each says in plain sentences, and the exit status.
Leaves  every statement to the stores of the rooms; what is due to `db/due.py`; mending to people.
Always  it changes nothing, locks nothing and holds up nobody; it looks at every account in both modes.
"""
