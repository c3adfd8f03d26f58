import subprocess
import time

VERSION = "old"


def charge(what):
    """Charged in the world outside, once it has a bank."""
    return subprocess.run(
        ["sh", "bank.sh", what], check=True, capture_output=True, text=True
    ).stdout


def sell(what):
    time.sleep(0.01)
    paid = charge(what)
    print(what, paid.strip())


for what in ["tea", "pen", "ink"]:
    sell(what)
breakpoint()
print(VERSION)
