"""The verbs of webhook endpoints and deliveries, one file each."""
