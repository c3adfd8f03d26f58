"""An open image, as applications and the command line use it."""
