"""`python -m tests.conformance`: run strangers' programs; print docs/conformance.md's table.

Each file of `drivers` names in its head a Debian package and the files of it that it
loads, defines what these expect of their own system (or names a file of definitions that
several drivers share, its setup) and tries them, with expectations as in tests/scheme. The
packages are downloaded by `apt-get download` and unpacked, not installed, into
build/conformance; nothing of them is in this repository. Not part of `make test`: it needs
Debian and its mirrors. Exits 1 where something is not as the driver says; a driver also
says how what does not work fails.

Reads: tests.scheme.expectations.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.tables import table
from tests.scheme.expectations import difference, forms_of
from tests.scheme.places import InImage

DRIVERS = Path(__file__).parent / "drivers"
FETCHED = Path("build/conformance").absolute()

HEAD = re.compile(r"^; (package|setup|files|what|fails): (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was unpacked."""

    version: str
    directory: Path


def main() -> int:
    packages: dict[str, Package] = {}
    rows: list[tuple[str, ...]] = []
    wrong: list[str] = []
    wanted = sys.argv[1:]
    for driver in sorted(DRIVERS.glob("*.scm")):
        if wanted and driver.stem not in wanted:
            continue
        head = dict(HEAD.findall(driver.read_text(encoding="utf-8")))
        name = head["package"]
        if name not in packages:
            packages[name] = fetched(name)
        scripts = [driver] if "setup" not in head else [DRIVERS / head["setup"], driver]
        tried, differences = run(scripts, packages[name].directory)
        wrong += differences
        files = [
            file
            for pattern in head["files"].split()
            for file in packages[name].directory.glob(pattern)
        ]
        lines = sum(len(file.read_bytes().splitlines()) for file in files)
        failed = head.get("fails", "")
        rows.append(
            (
                driver.stem,
                f"{name} {packages[name].version}",
                head["what"],
                str(len(files)),
                f"{lines:,}",
                f"{tried - len(differences)} of {tried}",
                failed,
            )
        )
    heading = ("driver", "package", "what it is", "files", "lines", "as expected", "what failed")
    print(table(heading, rows))
    for difference_ in wrong:
        print(f"DIFFERENT: {difference_}")
    return 1 if wrong else 0


def fetched(name: str) -> Package:
    """The package, downloaded and unpacked where it is not yet."""
    FETCHED.mkdir(parents=True, exist_ok=True)
    found = sorted(FETCHED.glob(f"{name}_*.deb"))
    if not found:
        subprocess.run(["apt-get", "-qq", "download", name], cwd=FETCHED, check=True)
        found = sorted(FETCHED.glob(f"{name}_*.deb"))
    directory = FETCHED / name
    subprocess.run(["dpkg-deb", "-x", str(found[-1]), str(directory)], check=True)
    return Package(found[-1].name.split("_")[1], directory)


def run(scripts: list[Path], directory: Path) -> tuple[int, list[str]]:
    """How many expectations the scripts have, and which were not met; in one new image."""
    here = Path.cwd()
    os.chdir(directory)
    place = InImage()
    tried, differences = 0, []
    try:
        for script in scripts:
            text = script.read_text(encoding="utf-8")
            for form in forms_of(script):
                outcome = place.evaluate(text, form, script.name)
                for expectation in form.expectations:
                    tried += 1
                    if (found := difference(expectation, outcome)) is not None:
                        differences.append(f"{expectation}: {found}")
    finally:
        place.close()
        os.chdir(here)
    return tried, differences


if __name__ == "__main__":
    sys.exit(main())
