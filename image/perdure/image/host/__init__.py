"""The host: the world of a machine that runs a process."""
