"""Mollie as a processor: the merchant's own Mollie account moves the money, the invoice stays here.

`processor.py` is what is asked. It talks through `client.py`; what it sends is written in `requests.py`, what the
answers mean in `verdicts.py`, both without a network. `connecting.py` tries keys and reads news.
"""
