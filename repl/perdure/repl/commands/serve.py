"""`perdure serve`: let several processes have one image open."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import FrameType

import click

from perdure.image import ImageError
from perdure.image.storage.uris import is_uri, shown
from perdure.image.storage.zeo.serving import Certificates, serve
from perdure.repl.failures import Refused, one_line
from perdure.repl.options import image_name
from perdure.repl.signals import exit_code, handling


@click.command("serve")
@click.argument("image", required=False)
@click.option(
    "--address",
    metavar="unix:PATH|HOST:PORT",
    help="Where to listen; default: a socket in the image's directory. Port 0: any free one.",
)
@click.option("--cert", metavar="FILE", help="The server's certificate, for TLS.")
@click.option("--key", metavar="FILE", help="Its private key.")
@click.option("--authority", metavar="FILE", help="Whose certificates clients must have.")
def command(
    image: str | None,
    address: str | None,
    cert: str | None,
    key: str | None,
    authority: str | None,
) -> int:
    """Serve IMAGE with ZEO until Ctrl-C, and print the address by which it is opened.

    `perdure work --image ADDRESS`, `perdure repl --image ADDRESS` and programs that embed
    Perdure then have it open at the same time. A client that can connect can change all of the
    image: a Unix socket is guarded by the file system, and an address that other machines can
    reach needs TLS.
    """
    name = image_name(image)
    if is_uri(name) or name == ":memory:":
        raise Refused(f"{shown(name)!r} cannot be served: give the directory of an image")
    given = [option for option in (cert, key, authority) if option]
    if given and len(given) < 3:
        raise click.UsageError("TLS needs all of --cert, --key and --authority")
    certificates = Certificates(cert, key, authority) if cert and key and authority else None
    try:
        server = serve(Path(name), address, certificates)
    except ImageError as error:
        raise Refused(str(error)) from error

    telling = Telling()
    for each in ("ZEO", "perdure"):
        logging.getLogger(each).addHandler(telling)
    signals: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        signals.append(number)
        server.stop()

    with handling(stop):
        server.run(lambda: click.echo(server.uri))
    return exit_code(signals[0]) if signals else 0


class Telling(logging.Handler):
    """Says what the server logs in one line each, and an error once."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._told: object = None

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and error is self._told:
            return
        self._told = error
        text = record.getMessage() if error is None else (str(error) or type(error).__name__)
        print(f"perdure: {one_line(text)}", file=sys.stderr, flush=True)
