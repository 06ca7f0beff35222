"""Documents: what a customer keeps, drawn as PDF.

Owns    the layout of an invoice and of documents like it, their words in each language, the fonts.
Leaves  every figure, date and decision to the room that asks: amounts arrive final and are only written down.
Always  the same document gives the same bytes; foreign text stays text and is never read as markup;
        nothing is fetched, and no clock is asked.
"""
