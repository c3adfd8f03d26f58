"""The stored part of an image besides its programs' objects: its root, processes and indices."""
