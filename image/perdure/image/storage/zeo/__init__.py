"""An image served by one process to others, over ZEO."""
