"""The costs of being durable, for a program of Python."""
