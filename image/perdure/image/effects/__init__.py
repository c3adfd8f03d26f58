"""What an application provides, and running it outside of transactions."""
