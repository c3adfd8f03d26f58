"""Which image a command is about: `--image`, `$PERDURE_IMAGE`, the default, `:memory:`."""

from __future__ import annotations

from tests.repl.command import Command


def test_the_default_is_perdure_image_in_this_folder(perdure: Command) -> None:
    perdure.out("eval", "(define x 1)")

    assert perdure.out("--image", perdure.folder / "perdure.image", "eval", "x") == "1\n"


def test_an_image_is_made_where_there_is_none(perdure: Command) -> None:
    perdure.out("eval", "--image", "new", "(define x 2)")

    assert (perdure.folder / "new" / "data.fs").is_file()
    assert perdure.out("eval", "--image", "new", "x") == "2\n"


def test_the_image_option_stands_before_or_after_the_command(perdure: Command) -> None:
    perdure.out("--image", "one", "eval", "(define x 1)")
    perdure.out("eval", "--image=two", "(define x 2)")

    assert perdure.out("eval", "--image", "one", "x") == "1\n"
    assert perdure.out("--image=two", "eval", "x") == "2\n"
    assert perdure.out("--image", "one", "eval", "x", "--image", "two") == "2\n"


def test_the_environment_names_the_image_where_no_option_does(perdure: Command) -> None:
    perdure.out("eval", "(define x 1)", PERDURE_IMAGE="elsewhere")

    assert perdure.out("eval", "--image", "elsewhere", "x") == "1\n"
    assert perdure("eval", "x").code == 1
    perdure.out("eval", "(define x 3)", "--image", "option", PERDURE_IMAGE="elsewhere")
    assert perdure.out("eval", "x", PERDURE_IMAGE="elsewhere") == "1\n"
    assert perdure.out("eval", "(+ 1 1)", PERDURE_IMAGE="") == "2\n"


def test_a_memory_image_is_thrown_away(perdure: Command) -> None:
    before = perdure.contents()

    assert perdure.out("eval", "--image", ":memory:", "(begin (define x 1) (+ x 1))") == "2\n"
    assert perdure("eval", "--image", ":memory:", "x").code == 1
    assert perdure.out("ps", "--image", ":memory:", "--json") == "[]\n"
    assert perdure.contents() == before


def test_an_image_is_moved_and_copied_as_a_directory(perdure: Command) -> None:
    perdure.out("eval", "(define x 7)")
    (perdure.folder / "perdure.image").rename(perdure.folder / "moved")

    assert perdure.out("eval", "--image", "moved", "x") == "7\n"
