"""What is done with templates, one file a verb."""
