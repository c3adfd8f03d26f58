"""Functions that an application provides, and running them outside of transactions."""
