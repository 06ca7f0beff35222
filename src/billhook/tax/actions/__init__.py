"""The verbs of tax rates and tax ids, one file each."""
