"""Where an image lies: a directory, a server, a database."""
