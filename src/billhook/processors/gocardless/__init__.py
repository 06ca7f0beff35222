"""GoCardless as a processor: bank debits and instant bank payments by the merchant's own account there.

`processor.py` is what is asked. It talks through `client.py`; what it sends is written in `requests.py`, what the
answers mean in `verdicts.py`, both without a network. `connecting.py` tries keys and reads news.
"""
