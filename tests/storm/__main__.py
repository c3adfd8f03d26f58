"""A storm by hand: `python -m tests.storm --seconds 60 --storage postgresql`."""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

import perdure.image.engine.trials
from tests.sharing.crowd import DEATHS, STORAGES, crowd
from tests.storm.alone import storm_alone
from tests.storm.storm import storm

ALONE = "file"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.storm")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--every", type=float, default=8, help="seconds between servers' deaths")
    parser.add_argument("--storage", choices=(ALONE, *STORAGES), default=ALONE)
    parser.add_argument("--keep", help="where the image of a storm that failed is copied")
    options = parser.parse_args()
    setattr(perdure.image.engine.trials, "RUNS", DEATHS)  # noqa: B010  (mypy)
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory() as folder:
        if options.storage == ALONE:
            print(storm_alone(Path(folder), options.seconds, options.seed))
            return
        with crowd(Path(folder), options.storage) as here:
            try:
                print(storm(here, options.seconds, options.seed, options.every))
            except BaseException:
                errors = Path(folder) / "errors"
                sys.stderr.write(errors.read_text() if errors.exists() else "")
                if options.keep:
                    here.stop_workers()
                    shutil.copytree(folder, options.keep)
                raise


if __name__ == "__main__":
    main()
