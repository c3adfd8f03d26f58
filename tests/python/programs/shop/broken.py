"""A module whose body fails."""

from stopping import stop

stop()
raise ValueError("a body that fails")
