"""What lowered code calls by names that begin with a dot, and Python's own functions that wait."""
