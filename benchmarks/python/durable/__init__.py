"""What it costs a program of Python to be durable."""
