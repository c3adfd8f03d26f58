"""A process that waits above the inner functions that refer to each other is moved to a new text.

Each is a variable that they share and that has no value there yet, in either version. It was taken
for one that the process had lost, and the upgrade was refused.
"""

from __future__ import annotations

from pathlib import Path

from perdure.image import Image

TEXT = """
def counted(n):
    breakpoint()

    def even(n):
        return n == 0 or odd(n - 1)

    def odd(n):
        return n != 0 and even(n - 1)

    return even(n)

print(counted(10))
"""


def test_a_process_above_inner_functions_is_moved(tmp_path: Path) -> None:
    with Image.open(tmp_path / "test.image") as image:
        pid = image.spawn_program(TEXT, "counted.py")
        image.run_until_idle()
        image.upgrade(pid, {"counted.py": TEXT.replace("return even(n)", "return n, even(n)")})
        image.debug(pid).step("over")
        image.debug(pid).settle()
        image.debug(pid).go_on()
        image.run_until_idle()
        assert image.transcript(pid) == "(10, True)\n"
