"""How long a large program takes to be read, expanded and compiled; and bootstrap."""
