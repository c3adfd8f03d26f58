"""An image in a PostgreSQL database."""
