import os
import tempfile
import time

with tempfile.NamedTemporaryFile("w+", suffix=".txt") as file:
    file.write("one\n")
    time.sleep(3600)
    file.write("two\n")
    file.flush()
    with open(file.name) as again:
        print(again.read().split(), file.name.endswith(".txt"))
    file.seek(0)
    time.sleep(3600)
    print([line for line in file])
print(os.path.exists(file.name), file.closed)
kept = tempfile.NamedTemporaryFile(delete=False)
kept.write(b"kept")
time.sleep(3600)
kept.close()
print(os.path.getsize(kept.name))
os.remove(kept.name)
