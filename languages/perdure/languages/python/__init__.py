"""Regular Python, durable: an unmodified .py file whose processes live in an image."""
