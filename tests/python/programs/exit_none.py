"""`raise SystemExit` without a code ends well, wherever it stands."""

from stopping import stop


def main():
    for i in range(3):
        print("step", stop(i))
        if i == 1:
            raise SystemExit


main()
