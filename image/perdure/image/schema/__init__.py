"""What is stored of an image besides its programs' objects: its root, processes and indices."""
