"""The runtime: functions that lowered code calls by dotted names, and durable ones of Python's."""
