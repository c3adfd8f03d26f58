"""An image served by one process to its clients, over ZEO."""
