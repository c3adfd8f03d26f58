"""What all tests share: how hypothesis is run."""

from __future__ import annotations

import os

from hypothesis import settings

# `make test` must give the same answer twice; try more examples by hand with
# HYPOTHESIS_PROFILE=search, which starts elsewhere each time.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
