"""Programs that others wrote, fetched from Debian's packages and run unchanged."""
