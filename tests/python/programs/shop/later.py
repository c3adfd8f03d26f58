"""A module whose body waits."""

from stopping import stop

VALUE = [stop(i) for i in range(3)]
stop()
VALUE.append("end")
