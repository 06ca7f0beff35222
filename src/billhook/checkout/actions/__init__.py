"""What can be done with Checkout Sessions, a file a verb."""
