"""Processes as they are changed, listed and kept."""
