"""The words of the payer's pages, a file a language.

Owns: every sentence that a payer reads on a page and that no document has.
Leaves: words that paper and mail share (`documents/labels.py`, `documents/sum_words.py`).
Always: each language has all the words, or the types say which are missing.
"""
