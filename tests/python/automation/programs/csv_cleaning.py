"""A file is fetched, cleaned line by line into another, and uploaded in parts."""

import csv
import gzip
import hashlib
import os
import shutil
import tempfile
import urllib.request
from pathlib import Path

WORLD = os.environ["WORLD"]


def fetched(folder):
    path = folder / "sales.csv"
    with urllib.request.urlopen(f"{WORLD}/files/sales.csv") as answer, path.open("wb") as file:
        shutil.copyfileobj(answer, file)
    return path


def post(path, data):
    request = urllib.request.Request(f"{WORLD}{path}", data=data, method="POST")
    with urllib.request.urlopen(request) as answer:
        return answer.status


folder = Path(tempfile.mkdtemp(prefix="sales-"))
source = fetched(folder)
kept = bad = 0
digest = hashlib.sha256()
with source.open(newline="") as lines, (folder / "clean.csv").open("w", newline="") as out:
    reader = csv.DictReader(lines)
    writer = csv.DictWriter(out, ["region", "amount"], extrasaction="ignore")
    writer.writeheader()
    for row in reader:
        try:
            row["amount"] = f"{float(row['amount']):.2f}"
        except ValueError:
            bad += 1
            post("/files/bad", repr(row["region"]).encode())
            continue
        writer.writerow(row)
        digest.update(row["amount"].encode())
        kept += 1
        if kept % 2 == 0:
            print("kept", kept, post("/files/progress", str(kept).encode()))
print((folder / "clean.csv").read_text().splitlines())
print(kept, bad, digest.hexdigest()[:8])
packed = folder / "clean.csv.gz"
with gzip.open(packed, "wb") as file:
    file.write((folder / "clean.csv").read_bytes())
with gzip.open(packed, "rt") as file:
    part = 0
    for line in file:
        part += 1
        post(f"/files/parts/{part}", line.encode())
print(part, sorted(path.name for path in folder.iterdir()))
shutil.rmtree(folder)
print(folder.exists())
