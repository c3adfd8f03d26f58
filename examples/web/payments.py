"""The payment company, as fulfilling.sld reaches it: `(import (python payments))`.

It takes a request, and tells the shop's webhook later what came of it. Here that is up to
the example's user: nobody calls by himself.

Read by: fulfilling.sld.
"""

from __future__ import annotations

from examples.orders.shop import Answer, Call, called_async
from perdure.image import effect


@effect
async def request_payment(order: str, card: str, cents: int, *, key: str) -> Answer:
    """Ask for the money. The key makes it one request, however often it is made."""
    return await called_async(Call(key, "request", order, "", cents), lambda attempt: "requested")
