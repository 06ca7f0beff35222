"""Documents: what a customer keeps, drawn as PDF.

Owns    the statement, which is all that an invoice or a credit note says; receipts and statements of account on paper;
        the English words for them, for paper, mail and page alike; the layouts of the PDF, the fonts.
Leaves  every figure and decision to the room that builds the statement: amounts arrive final and are only written down.
Always  the same statement gives the same bytes; foreign text stays text and is never read as markup;
        nothing is fetched, and no clock is asked.
"""
