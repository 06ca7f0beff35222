"""What is decided about accounts and keys without asking anybody."""
