"""`perdure serve`: where it listens, for which users, and what it refuses."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from perdure.image import Image, ImageError, ImageInUse, NotAnImage, ServerGone
from perdure.image.storage.uris import is_uri
from perdure.image.storage.zeo.serving import CannotServe, parsed_address, serve
from tests.sharing.crowd import Crowd

#: A certificate authority, and from it a certificate for the server and one for a client.
CERTIFICATES = """
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority \
    -keyout ca.key -out ca.pem
for name in server client; do
    openssl req -newkey rsa:2048 -nodes -subj /CN=$name -keyout $name.key -out $name.csr
    printf 'subjectAltName=IP:127.0.0.1' > $name.ext
    openssl x509 -req -days 2 -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial \
        -extfile $name.ext -out $name.pem
done
"""


@pytest.fixture
def here(zeo: Crowd) -> Crowd:
    return zeo


def test_the_address_is_printed_and_opened(here: Crowd) -> None:
    with here.open() as image:
        assert image.eval("(define x 41) (+ x 1)") == 42
    assert here.perdure("eval", "x") == "41\n"
    with pytest.raises(ImageInUse, match="perdure serve"):
        Image.open(here.folder / "image")


def test_a_server_that_is_stopped_leaves_an_image_to_be_opened(here: Crowd) -> None:
    with here.open() as image:
        image.eval("(define x 41)")
    assert here.server is not None
    here.server.send_signal(signal.SIGTERM)
    assert here.server.wait(10) == 143
    assert not (here.folder / "image" / "serve.sock").exists()
    with Image.open(here.folder / "image") as image:
        assert image.eval("x") == 41


def test_no_server_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ServerGone, match=r"no server answers at 'zeo:///.*none.sock'"):
        Image.open(f"zeo://{tmp_path / 'none.sock'}?wait_timeout=1")


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("zeo://localhost", "has no port"),
        ("zeo:///x.sock?colour=red", "unknown option colour"),
        ("gopher:///x", "names no storage that is known here"),
    ],
)
def test_a_uri_that_means_nothing_is_refused(uri: str, message: str) -> None:
    with pytest.raises(NotAnImage, match=message):
        Image.open(uri)


def test_a_path_is_no_uri() -> None:
    assert is_uri("zeo:///run/x.sock")
    assert is_uri("demo:(file:///a)/(file:///b)")
    assert not is_uri("a/b.image")
    assert not is_uri(":memory:")
    assert not is_uri("c:image")


def test_a_file_uri_opens_a_storage_of_that_name(tmp_path: Path) -> None:
    uri = f"file://{tmp_path / 'alone.fs'}"
    with Image.open(uri) as image:
        assert image.eval("(define x 7) x") == 7
    with Image.open(uri) as image:
        assert image.eval("x") == 7
        with pytest.raises(ImageInUse):
            Image.open(uri)


def test_other_machines_are_served_only_with_certificates(tmp_path: Path) -> None:
    for address in ("0.0.0.0:0", "192.0.2.1:9000", "example.org:9000", "[::]:9000"):
        with pytest.raises(CannotServe, match="--cert, --key and --authority for TLS"):
            serve(tmp_path / "image", address, None)
    assert not (tmp_path / "image").exists()


@pytest.mark.parametrize("address", ["", "9000", "host:", ":9000", "host:port", "unix:", "h:70000"])
def test_an_address_that_means_nothing_is_refused(address: str) -> None:
    with pytest.raises(CannotServe, match=r"unix:PATH or HOST:PORT"):
        parsed_address(address)


def test_a_socket_path_too_long_for_the_kernel_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotServe, match="give a shorter one"):
        serve(tmp_path / ("x" * 100) / "image", None, None)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")
def test_tls_admits_those_with_a_certificate_and_nobody_else(here: Crowd) -> None:
    folder = here.folder
    subprocess.run(["sh", "-ec", CERTIFICATES], cwd=folder, check=True, capture_output=True)
    shutil.copytree(folder / "image", folder / "other", ignore=shutil.ignore_patterns("*.sock"))
    (folder / "other" / "data.fs.lock").unlink(missing_ok=True)
    line = [sys.executable, "-m", "perdure.repl", "serve", "other", "--address", "127.0.0.1:0"]
    line += ["--cert", "server.pem", "--key", "server.key", "--authority", "ca.pem"]
    with subprocess.Popen(
        line, cwd=folder, env=here.environment, stdout=subprocess.PIPE, encoding="utf-8"
    ) as server:
        try:
            assert server.stdout is not None
            uri = server.stdout.readline().strip()
            ours = f"cert={folder}/client.pem&key={folder}/client.key&authority={folder}/ca.pem"
            with Image.open(f"{uri}?{ours}") as image:
                assert image.eval("(+ 1 2)") == 3
            for others in ("wait_timeout=1", f"wait_timeout=1&authority={folder}/ca.pem"):
                with pytest.raises(ImageError):
                    Image.open(f"{uri}?{others}")
        finally:
            server.kill()
