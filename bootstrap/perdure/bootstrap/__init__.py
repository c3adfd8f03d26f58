"""Genesis and the library sources in Scheme."""
