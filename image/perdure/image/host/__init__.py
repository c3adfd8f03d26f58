"""The surroundings of a machine that runs a process."""
