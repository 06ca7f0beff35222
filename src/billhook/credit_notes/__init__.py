"""Credit notes: taking back a part of a finalized invoice, to the cent.

Owns    credit notes, their lines and numbers.
Leaves  what is still owed to `invoices`, the balance that is credited to `customers`, drawing the PDF
        to `documents`, giving back what was charged to `payments`.
Always  all credit notes of an invoice together never exceed it, nor those of a line the line;
        a number is given once, and a void credit note keeps its own;
        what was taken from the amount owed and what was given back of the amount paid is the whole credit note.
"""
