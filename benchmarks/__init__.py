"""Benchmarks: each names its baseline, runs both in turn, and fails when it is too slow."""
