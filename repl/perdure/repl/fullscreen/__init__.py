"""The full-screen application: a monitor, debuggers and inspectors, side by side."""
