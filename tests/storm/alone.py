"""The storm of an image of one's own: one worker after the other has it, and is killed.

Read by: tests.storm.test_storm, tests.storm.__main__.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from perdure.image import Image, check
from tests.sharing.crowd import wait_until
from tests.storm import deeds
from tests.storm.accounts import prepare_books, settle
from tests.storm.outside import Asker

PROGRAM = Path(__file__).with_name("programs") / "life.scm"
LIFE = 1.5  #: seconds, the longest that a worker has
LEAVING = 0.1  #: how many workers are told to leave (SIGTERM) instead of being killed
PATIENCE = 300  #: seconds that one may take then
FORKING = get_context("fork")  #: workers find imported what they need


def storm_alone(folder: Path, seconds: float, seed: int) -> dict[str, Any]:
    """Gives counts; an AssertionError says what went wrong."""
    chance = random.Random(seed)
    os.environ[deeds.FOLDER] = str(folder)
    prepare_books()
    with open_image(folder) as image:
        deeds.begin_python(image)
        image.load(PROGRAM)
        image.eval("(live)")
    deaths = left = 0
    ends = time.monotonic() + seconds
    while time.monotonic() < ends or deaths <= seconds / 4:  # on a busy machine it takes longer
        worker = FORKING.Process(target=work, args=(folder,))
        worker.start()
        assert worker.pid is not None
        time.sleep(chance.uniform(0.1, LIFE))
        is_told = chance.random() < LEAVING
        os.kill(worker.pid, signal.SIGTERM if is_told else signal.SIGKILL)
        worker.join(PATIENCE)
        assert worker.exitcode in (-signal.SIGKILL, -signal.SIGTERM, 0), "it wrote why it ended"
        left += is_told
        deaths += not is_told
    with open_image(folder) as image:
        image.start()
        counts = settle(image, folder, deaths, alone=True)
    assert check(folder / "image").is_sound
    return {"workers killed": deaths, "workers told to leave": left} | counts


def open_image(folder: Path) -> Image:
    return Image.open(folder / "image", [deeds], grace=20)


def work(folder: Path) -> None:
    """Drive the image, and ask it from outside, until this process is killed or told to leave."""
    leaving = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: leaving.set())
    with open_image(folder) as image:
        image.start()
        asker = Asker(image, folder)
        asker.start()
        wait_until(lambda: leaving.is_set() or asker.has_failed, 10 * PATIENCE)
        asker.stop()
