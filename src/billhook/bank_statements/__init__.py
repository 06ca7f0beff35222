"""Bank statements: files of the bank, the movements in them, and whose money each movement is (live-money.md §4).

Owns    imported files, statements, their movements, the customer or invoice that each movement belongs to, the history
        of that, and how each bank writes its CSV.
Leaves  the money to `cash_balances` (an assigned credit is a transfer of the customer), and its use to `invoices`.
Always  a movement is booked at most once, whichever files tell of it; a certain match alone is booked by itself; a
        movement that waits for a person changes nothing but its own row.
"""
