"""What may be uploaded, and what becomes of a picture."""
