"""What changes files and file links, a file for each verb."""
