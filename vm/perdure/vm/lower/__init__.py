"""Core expressions to lowered code."""
