"""Definitions of an image: where they are, their texts, what refers to them."""
