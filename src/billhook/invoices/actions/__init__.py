"""The verbs of invoices, one file each. API, pages, jobs and the command line all come through here."""
