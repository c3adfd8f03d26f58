import csv
import sys
import time
from pathlib import Path

folder = Path(sys.argv[1])
lines = folder / "lines"
with lines.open("w") as file:
    file.write("one\ntwo\nthree\n")
with open(lines) as file:
    for line in file:
        time.sleep(3600)
        print(line.strip())
with open(lines, "rb") as file:
    file.seek(1)
    time.sleep(3600)
    print(file.read(2))
with open(folder / "out", "w") as out:
    out.write("head\n")
    for number in range(3):
        print(number, file=out)
        time.sleep(3600)
print((folder / "out").read_text().split("\n")[:-1])
both = open(folder / "both", "w+b")
again = {"both": both, "out": out}
both.write(b"abcdef")
time.sleep(3600)
same = again["both"] is both
both.seek(2)
both.write(b"X")
both.seek(0)
print(str(both.read() == b"abXdef").lower(), str(same).lower(), both.mode, out.mode)
both.close()
rows = folder / "rows"
rows.write_text("a,1\nb,2\n")
with rows.open(newline="") as table, open(folder / "copy", "w", newline="") as copy:
    reader = csv.reader(table)
    writer = csv.writer(copy, delimiter=";", lineterminator="|")
    found = []
    for row in reader:
        found.append(row)
        time.sleep(3600)
        writer.writerow(row)
print(found)
print((folder / "copy").read_text())
time.sleep(3600)
print(out.closed, rows.exists() and folder.joinpath("none").exists())
