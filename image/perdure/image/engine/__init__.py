"""Driving an image: slices, transactions, effects, time."""
