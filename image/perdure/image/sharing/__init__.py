"""One image that several members have open."""
