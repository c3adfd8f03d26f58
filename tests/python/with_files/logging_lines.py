import sys
import time
from pathlib import Path

folder = Path(sys.argv[1])
(folder / "old").write_text("before\n")
new = open(folder / "new", "w")
old = open(folder / "old", "a")
shared = open(folder / "shared", "a")
for number in range(3):
    for file in (new, old, shared):
        file.write(f"line {number}\n")
    time.sleep(3600)
for file in (new, old, shared):
    file.close()
