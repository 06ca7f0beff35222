"""The way in and out: the first owner, signing in, signing out."""
