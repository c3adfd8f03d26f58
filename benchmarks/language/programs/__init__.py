"""The programs: NAME.scm defines `(main n)`; NAME.py the same as plain Python, and `SIZE`."""
