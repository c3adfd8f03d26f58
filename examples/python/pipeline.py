"""A data pipeline: files are read, cleaned, joined, grouped and ranked; a report is sent.

    WORLD=http://127.0.0.1:8765 python examples/python/pipeline.py FOLDER

`FOLDER` has sales as CSV, a file for each day; where it has none, three are made. Tables are lists
of rows with what one does with data frames: `where`, `with_column`, `join`, `group_by`, `sort_by`.
"""

import csv
import json
import os
import statistics
import sys
import urllib.request
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

WORLD = os.environ.get("WORLD", "http://127.0.0.1:8765")

PRODUCTS = [
    {"product": "tea", "kind": "drinks"},
    {"product": "coffee", "kind": "drinks"},
    {"product": "cup", "kind": "things"},
]


class Table:
    """Rows with the same columns."""

    def __init__(self, rows) -> None:
        self.rows = list(rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self):
        return iter(self.rows)

    def __getitem__(self, column: str) -> list[Any]:
        return [row[column] for row in self.rows]

    def __add__(self, other):
        return Table([*self.rows, *other.rows])

    def where(self, test):
        return Table(row for row in self if test(row))

    def with_column(self, **columns):
        return Table({**row, **{name: f(row) for name, f in columns.items()}} for row in self)

    def join(self, other, on: str):
        by_key = {row[on]: row for row in other}
        return Table({**row, **by_key[row[on]]} for row in self if row[on] in by_key)

    def group_by(self, *keys: str, **columns):
        groups = defaultdict(list)
        for row in self:
            groups[tuple(row[key] for key in keys)].append(row)
        return Table(
            {
                **dict(zip(keys, values, strict=True)),
                **{name: f(Table(rows)) for name, f in columns.items()},
            }
            for values, rows in groups.items()
        )

    def sort_by(self, *columns: str, descending: bool = False):
        def key(row):
            return tuple(row[column] for column in columns)

        return Table(sorted(self.rows, key=key, reverse=descending))

    def __str__(self) -> str:
        if not self.rows:
            return "(no rows)"
        lines = [list(self.rows[0]), *([str(v) for v in row.values()] for row in self)]
        widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
        return "\n".join(
            "  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )


def make_sales(folder: Path) -> None:
    for day in range(3):
        when = date(2026, 3, 1) + timedelta(days=day)
        with (folder / f"{when}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["product", "count", "price", "money"])
            for n in range(8):
                product = ["tea", "coffee", "cup", "unknown"][n % 4]
                count = "" if n == 5 else (n * 7 + day) % 9
                writer.writerow([product, count, 2 + n % 3, ["EUR", "USD", "SEK"][(n + day) % 3]])


def read_days(folder: Path):
    """The sales of a day after the other, cleaned, with how many rows were left out."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(newline="") as file:
            rows = Table(csv.DictReader(file))
        known = rows.where(lambda row: row["count"].isdigit() and int(row["count"]) > 0)
        clean = known.with_column(
            count=lambda row: int(row["count"]),
            price=lambda row: float(row["price"]),
            day=lambda row, path=path: path.stem,
        )
        yield clean, len(rows) - len(clean)


def fetch(path: str, body=None) -> Any:
    data = json.dumps(body).encode() if body is not None else None
    headers = {"Content-Type": "application/json", "Idempotency-Key": path}
    with urllib.request.urlopen(urllib.request.Request(f"{WORLD}/{path}", data, headers)) as reply:
        return json.load(reply)


def main(folder: Path) -> None:
    if not any(folder.glob("*.csv")):
        make_sales(folder)
    rates = fetch("rates")
    sales = Table([])
    for day, left_out in read_days(folder):
        sales += day.with_column(
            euros=lambda row: row["count"] * row["price"] * rates[row["money"]]
        )
        print(f"{day['day'][0]}: {len(day)} rows, {left_out} left out", flush=True)

    by_kind = (
        sales.join(Table(PRODUCTS), on="product")
        .group_by(
            "kind",
            "day",
            sold=lambda rows: sum(rows["count"]),
            euros=lambda rows: round(sum(rows["euros"]), 2),
            median=lambda rows: round(statistics.median(rows["euros"]), 2),
        )
        .sort_by("kind", "day")
    )
    print(by_kind)
    best = by_kind.sort_by("euros", descending=True).rows[0]
    print("best:", best["kind"], best["day"], best["euros"])
    report = {"rows": by_kind.rows, "total": round(sum(by_kind["euros"]), 2)}
    (folder / "report.json").write_text(json.dumps(report, indent=1))
    print("report", fetch("report", report)["reports"], "sent, total", report["total"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
