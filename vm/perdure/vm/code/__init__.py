"""Lowered code: what of a procedure lives in an image."""
