"""An image's folder: no link in it is followed, and nothing there is touched but the image's."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

import perdure.image.storage.creation
from perdure.image import Image, NotAnImage
from perdure.image.storage.creation import cache_directory, find_prepared, prepared_name

pytestmark = pytest.mark.usefixtures("bare")

#: What an image's folder has in it at one time or another, plain files all.
FILES = (
    "data.fs",
    "data.fs.index",
    "data.fs.index.new",
    "data.fs.lock",
    "data.fs.oids",
    "data.fs.oids.new",
    "data.fs.tmp",
    "data.fs.pack",
    "data.fs.born",
)


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    """A file that is none of the image's business."""
    file = tmp_path / "precious"
    file.write_text("precious")
    return file


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("name", FILES)
def test_a_link_in_a_received_folder_is_refused_and_not_followed(
    image_path: Path, precious: Path, name: str, read_only: bool
) -> None:
    Image.open(image_path).close()
    link = image_path / name
    if name == "data.fs":
        shutil.copy(link, precious)
    before = precious.read_bytes()
    link.unlink(missing_ok=True)
    link.symlink_to(precious)

    with pytest.raises(NotAnImage, match="is a link") as caught:
        Image.open(image_path, read_only=read_only)

    assert str(link) in str(caught.value)
    assert precious.read_bytes() == before
    link.unlink()
    if name == "data.fs":
        precious.rename(link)
    Image.open(image_path).close()


@pytest.mark.parametrize("name", ["blobs", "blobs/tmp", "blobs.born"])
def test_a_link_in_place_of_a_folder_is_refused(
    image_path: Path, tmp_path: Path, name: str
) -> None:
    Image.open(image_path).close()
    target = tmp_path / "target"
    target.mkdir()
    link = image_path / name
    if link.exists():
        shutil.rmtree(link)
    link.symlink_to(target)
    with pytest.raises(NotAnImage, match="is a link"):
        Image.open(image_path)
    assert not list(target.iterdir())


def test_a_dangling_link_makes_nothing(image_path: Path, tmp_path: Path) -> None:
    image_path.mkdir()
    (image_path / "data.fs.lock").symlink_to(tmp_path / "made")
    with pytest.raises(NotAnImage, match="is a link"):
        Image.open(image_path)
    assert not (tmp_path / "made").exists()


def test_a_link_that_comes_while_the_image_is_open_is_not_followed(
    image_path: Path, precious: Path
) -> None:
    with Image.open(image_path) as image:
        (image_path / "data.fs.index.new").symlink_to(precious)
        image._opened.storage._save_index()  # type: ignore[union-attr]
    assert precious.read_text() == "precious"
    assert (image_path / "data.fs.index").is_file()


@pytest.mark.parametrize("name", ["data.fs", "data.fs.lock", "data.fs.index"])
def test_a_pipe_in_place_of_a_file_keeps_nobody_waiting(image_path: Path, name: str) -> None:
    Image.open(image_path).close()
    (image_path / name).unlink()
    os.mkfifo(image_path / name)
    with pytest.raises(NotAnImage, match="is something else"):
        Image.open(image_path)


def test_the_folder_itself_may_be_reached_by_a_link(image_path: Path, tmp_path: Path) -> None:
    Image.open(image_path).close()
    (tmp_path / "link").symlink_to(image_path)
    Image.open(tmp_path / "link").close()


def test_a_copy_made_of_hard_links_leaves_the_other_as_it_is(
    image_path: Path, tmp_path: Path
) -> None:
    """As `cp -al` makes: of the files that are written beside the data, none is shared."""
    Image.open(image_path).close()
    copy = tmp_path / "copy"
    shutil.copytree(image_path, copy, copy_function=os.link)
    before = (copy / "data.fs.index").read_bytes(), (copy / "data.fs.lock").read_bytes()
    with Image.open(image_path) as image:
        image.driver.change(lambda: setattr(image.root, "id", "x" * 100))
    assert ((copy / "data.fs.index").read_bytes(), (copy / "data.fs.lock").read_bytes()) == before


# A folder that is no image


@pytest.mark.parametrize("inside", ["letter", ".layout/letter", "tmp/letter"])
def test_a_folder_of_ones_own_called_blobs_is_left_alone(image_path: Path, inside: str) -> None:
    letter = image_path / "blobs" / inside
    letter.parent.mkdir(parents=True)
    letter.write_text("dear reader")
    with pytest.raises(NotAnImage, match="the directory has files"):
        Image.open(image_path)
    assert letter.read_text() == "dear reader"
    assert [entry.name for entry in image_path.iterdir()] == ["blobs"]


@pytest.mark.parametrize("name", ["data.fs.index", "data.fs.oids", "data.fs.old", "blobs.zip"])
def test_where_only_the_data_file_is_gone_no_other_image_is_made(
    image_path: Path, name: str
) -> None:
    image_path.mkdir()
    (image_path / name).write_text("of an image")
    with pytest.raises(NotAnImage, match=r"but no data\.fs"):
        Image.open(image_path)


def test_an_image_that_cannot_be_made_leaves_what_others_have_put_there(
    image_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(root: object) -> None:
        if image_path.exists():
            (image_path / "letter").write_text("dear reader")
        raise ZeroDivisionError

    monkeypatch.setattr(perdure.image.storage.creation, "find_bootstrap", lambda: fails)
    with pytest.raises(ZeroDivisionError):
        Image.open(image_path)
    assert [entry.name for entry in image_path.iterdir()] == ["letter"]


# Modes


@pytest.mark.parametrize(("umask", "file", "folder"), [(0, 0o600, 0o700), (0o277, 0o400, 0o500)])
def test_an_image_is_for_its_owner_alone(
    image_path: Path, umask: int, file: int, folder: int
) -> None:
    image_path.parent.chmod(0o755)
    before = os.umask(umask)
    try:
        if umask:
            image_path.mkdir(0o700)
            os.umask(0o022)
            Image.open(image_path).close()
            os.umask(umask)
            (image_path / "data.fs.index").unlink()
            (image_path / "data.fs.lock").unlink()
        Image.open(image_path).close()
    finally:
        os.umask(before)
    if umask:
        assert mode_of(image_path / "data.fs.lock") == file
        return
    for entry in (image_path, image_path / "blobs", image_path / "blobs" / "tmp"):
        assert mode_of(entry) == folder, entry
    for name in ("data.fs", "data.fs.index", "data.fs.lock"):
        assert mode_of(image_path / name) == file, name


def test_what_its_owner_has_given_to_a_group_stays_so(image_path: Path) -> None:
    Image.open(image_path).close()
    (image_path / "data.fs").chmod(0o640)
    with Image.open(image_path) as image:
        image.root._p_jar.db().pack()
    assert mode_of(image_path / "data.fs") == 0o640
    assert mode_of(image_path / "data.fs.index") == 0o640


# The cache of prepared images


@pytest.fixture
def prepared(image_path: Path) -> Path:
    """The folder of the one that is used here."""
    Image.open(image_path).close()
    shutil.rmtree(image_path)
    found = cache_directory() / prepared_name()
    assert found.is_dir()
    return found


@pytest.mark.parametrize("name", ["data.fs", "data.fs.index", "sums"])
@pytest.mark.parametrize("damage", ["gone", "empty", "zeros", "short", "other", "folder"])
def test_a_damaged_prepared_image_is_made_anew(
    prepared: Path, image_path: Path, name: str, damage: str
) -> None:
    file = prepared / name
    content = file.read_bytes()
    file.unlink()
    if damage == "folder":
        file.mkdir()
    elif damage != "gone":
        file.write_bytes(
            {
                "empty": b"",
                "zeros": bytes(len(content)),
                "short": content[:-5],
                "other": content[:20] + bytes([content[20] ^ 1]) + content[21:],
            }[damage]
        )
    with Image.open(image_path) as image:
        assert image.processes() == []
    with Image.open(":memory:") as image:
        assert image.processes() == []
    assert len(file.read_bytes()) == len(content)
    assert find_prepared() is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("what", ["", "data.fs", "data.fs.index", "sums"])
def test_a_prepared_image_of_somebody_else_is_not_read(
    prepared: Path, image_path: Path, what: str
) -> None:
    os.chown(prepared / what, 65534, 65534)
    assert perdure.image.storage.creation.read_prepared(prepared) is None
    Image.open(image_path).close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_cache_of_somebody_else_is_neither_read_nor_written(
    prepared: Path, image_path: Path
) -> None:
    shutil.rmtree(prepared)
    os.chown(cache_directory(), 65534, 65534)
    Image.open(image_path).close()
    assert not list(cache_directory().iterdir())


def test_a_prepared_image_that_others_may_write_is_not_read(prepared: Path) -> None:
    prepared.chmod(0o777)
    assert perdure.image.storage.creation.read_prepared(prepared) is None


def test_a_link_in_the_cache_is_not_followed(prepared: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (prepared / "data.fs").rename(elsewhere)
    (prepared / "data.fs").symlink_to(elsewhere)
    assert perdure.image.storage.creation.read_prepared(prepared) is None
