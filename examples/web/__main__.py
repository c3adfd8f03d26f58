"""`python -m examples.web [--image DIR] [--port N]`: serve the shop on this machine."""

from __future__ import annotations

import argparse

import uvicorn

from examples.web.app import application


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m examples.web", description="Serve the shop.")
    parser.add_argument("--image", default="web.image", help="its directory (default web.image)")
    parser.add_argument("--port", type=int, default=8000, help="on 127.0.0.1 (default 8000)")
    options = parser.parse_args()
    uvicorn.run(
        application(options.image),
        host="127.0.0.1",
        port=options.port,
        log_level="warning",
        timeout_graceful_shutdown=1,  # a page that is open would wait for events for ever
    )


if __name__ == "__main__":
    main()
