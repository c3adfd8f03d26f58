"""What a machine that runs a process finds around it."""
