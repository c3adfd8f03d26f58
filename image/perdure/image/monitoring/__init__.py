"""An image as a monitor shows it: some processes at a time, timers, members, how many of each."""
