"""Rendering templates: how invoices look, and what they say if they say nothing themselves (invoicing.md §1.14).

Owns    templates with all their versions, and the patterns by which a template counts for its business unit.
Leaves  which template an invoice or a customer has to them; what a look does on paper to `documents`.
Always  a version is never changed or deleted; what is archived gets no new version and no new reference.
"""
