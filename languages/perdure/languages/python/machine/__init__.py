"""Running lowered Python as a process: captures, frames, resuming, and the machine."""
