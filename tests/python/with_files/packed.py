import bz2
import gzip
import lzma
import os
import sys
import time

folder = sys.argv[1]
for kind, ending in ((gzip, "gz"), (bz2, "bz2"), (lzma, "xz")):
    path = os.path.join(folder, f"rows.{ending}")
    with kind.open(path, "wt", encoding="utf-8") as file:
        for row in range(3):
            file.write(f"row {row} é\n")
    with kind.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            time.sleep(60)
            print(ending, line, end="")
    with kind.open(path) as packed:
        print(packed.read(3))
        time.sleep(3600)
        print(packed.read(2), packed.tell(), type(packed).__name__)
with gzip.GzipFile(os.path.join(folder, "rows.gz")) as packed:
    time.sleep(3600)
    print(len(packed.read()), packed.mode)
