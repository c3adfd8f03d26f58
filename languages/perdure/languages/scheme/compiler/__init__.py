"""From texts to libraries and procedures: what is expanded, by what, and where from."""
