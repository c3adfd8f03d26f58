import os
import tempfile
import time

with tempfile.TemporaryDirectory() as name:
    for letter in "ab":
        with open(os.path.join(name, letter), "x") as file:
            file.write(letter)
        time.sleep(3600)
        print(os.path.isdir(name), sorted(os.listdir(name)))
print(os.path.exists(name))
