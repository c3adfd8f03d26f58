# mypy: ignore-errors
import atexit
import urllib.request

atexit.register(print, "at the end")
found = urllib.request.urlopen("http://127.0.0.1:1/")
print(found)
