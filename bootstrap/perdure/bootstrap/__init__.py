"""The bootstrap and the library sources in Scheme."""
