"""Files in a folder of its own: written, read half-way, appended to, with `with` open over waits."""

import csv
import json
import os
import tempfile
from pathlib import Path

from stopping import stop

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    path = folder / "log.txt"
    with path.open("w", encoding="utf-8") as file:
        for i in range(3):
            file.write(f"line {i}\n")
            stop()
    with open(path) as file:
        first = file.readline()
        stop()
        print(first.strip(), [line.strip() for line in file])
    with path.open("a") as file:
        print("appended", file=file)
    print(path.read_text().count("\n"), path.stat().st_size, path.suffix, path.exists())
    with path.open("rb") as file:
        file.seek(5)
        stop()
        print(file.read(3), file.tell())
    table = folder / "table.csv"
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["name", "count"])
        writer.writeheader()
        for row in ({"name": "a", "count": 1}, {"name": "b", "count": 2}):
            stop()
            writer.writerow(row)
    with table.open(newline="") as file:
        rows = []
        for row in csv.DictReader(file):
            stop()
            rows.append((row["name"], int(row["count"])))
    print(rows)
    (folder / "data.json").write_text(json.dumps({"rows": rows}))
    stop()
    print(json.loads((folder / "data.json").read_text()), sorted(p.name for p in folder.iterdir()))
    (folder / "sub").mkdir()
    path.rename(folder / "sub" / "moved.txt")
    print(path.exists(), [str(p.relative_to(folder)) for p in sorted(folder.rglob("*.txt"))])
    try:
        path.read_text()
    except FileNotFoundError as error:
        print(type(error).__name__, Path(error.filename).name)
    print(os.path.basename(table), os.path.splitext(table.name), len(os.listdir(folder)))
print(folder.exists())
