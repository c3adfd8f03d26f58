"""Programs that strangers wrote, fetched from Debian's packages and run unchanged."""
