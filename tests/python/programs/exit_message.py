"""`sys.exit` with a text: it goes to standard error, the code is 1."""

import sys

from stopping import stop

print("before")
stop()
if __name__ == "__main__":
    sys.exit("cannot go on: " + stop("reason"))
