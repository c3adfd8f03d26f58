"""An application for a type checker; read by test_types.py. Each line that it is to
refuse ends in `# wrong`; to mypy's run over the whole repository these are ignored."""

# mypy: disable-error-code="call-arg, call-overload, attr-defined, arg-type, assignment"

from typing import assert_type

from perdure.image.api.aio import AsyncImage
from perdure.image.api.image import Image


async def right(image: AsyncImage, pid: int) -> None:
    Image.open_async("a.image", create=False, read_only=True, grace=5.0, resumes=False)
    assert_type(await image.result(pid, type=int), int)
    assert_type(await image.call("f", 1, 2, type=list[str]), list[str])
    assert_type(await image.eval("1", type=str), str)
    assert_type(await Image.open_async("a.image"), AsyncImage)


def right_too(image: Image, pid: int) -> None:
    assert_type(image.result(pid, 5, type=int), int)
    assert_type(image.call("f", 1, timeout=5, type=float), float)
    assert_type(image.eval("1", type=str), str)


async def wrong(image: AsyncImage, pid: int) -> None:
    Image.open_async("a.image", read_onyl=True)  # wrong
    Image.open_async("a.image", grace="long")  # wrong
    await image.retry(pid, vlaue=5)  # wrong
    await image.result(pid, tpye=int)  # wrong
    await image.porcess(pid)  # wrong
    number: int = await image.eval("x", type=str)  # wrong
    print(number)
