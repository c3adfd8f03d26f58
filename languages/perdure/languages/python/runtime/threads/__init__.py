"""Threads of programs: functions of threading, queue and concurrent.futures, as durable ones."""
