"""Work of the library between small steps of the program: dataclasses, json, re, dates."""

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

SIZE = 500
ANSWER = (500, 449_134, "2027-05-15", 34)

PATTERN = re.compile(r'"due": "(\d+)-(\d+)-(\d+)"')


@dataclass
class Line:
    name: str
    cents: int
    count: int = 1


@dataclass
class Invoice:
    number: int
    due: str
    lines: list[Line] = field(default_factory=list)

    def add(self, name: str, cents: int, count: int) -> None:
        self.lines.append(Line(name, cents, count))

    def total(self) -> int:
        cents = 0
        for line in self.lines:
            cents += line.cents * line.count
        return cents


def invoice_of(number: int) -> Invoice:
    due = date(2026, 1, 1) + timedelta(days=number)
    invoice = Invoice(number, due.isoformat())
    for k in range(4):
        invoice.add(f"part {k}", 100 * k + number, 1 + number % 3)
    return invoice


def main(n: int) -> tuple[int, int, str, int]:
    seen, cents, last, halves = 0, 0, "", 0
    for number in range(n):
        invoice = invoice_of(number)
        text = json.dumps({**asdict(invoice), "total": invoice.total()})
        back = json.loads(text)
        found = PATTERN.search(text)
        assert found is not None
        year, month, day = map(int, found.groups())
        last = date(year, month, day).isoformat()
        halves += day == 1 or day == 15
        cents += back["lines"][2]["cents"] * back["lines"][1]["count"]
        seen += 1
    return seen, cents, last, halves
