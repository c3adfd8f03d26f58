"""Bessel functions of integer order, which Python's `math` lacks.

All are had from orders 0 and 1. Up to 50, the functions of the first kind come from
the recurrence taken downwards, whose scale is 1 = J0 + 2 J2 + 2 J4 + ... (Miller's
algorithm), and those of the second from Neumann's series in the former (Abramowitz
and Stegun, Handbook of Mathematical Functions, 9.1.27, 9.1.46, 9.1.89); above
50, both from Hankel's asymptotic expansion (9.2.5 to 9.2.10).

Read by: flonums.py.
"""

from __future__ import annotations

import math
from typing import Final

_EULER: Final = 0.5772156649015329
_FAR: Final = 50.0  #: from here on the asymptotic expansion is exact to a double
_MOST: Final = 1_000_000  #: the largest order


def bessel_j(n: int, x: float) -> float:
    """The function of the first kind, of order n."""
    if math.isnan(x):
        return x
    if x < 0 or n < 0:
        sign = -1.0 if n % 2 and (x < 0) != (n < 0) else 1.0
        return sign * bessel_j(abs(n), abs(x))
    if n > _MOST:
        return 0.0 if n > x else math.nan
    if x == 0 or math.isinf(x):
        return 1.0 if x == 0 and n == 0 else 0.0
    if x > _FAR and n <= x:
        return _upwards(n, x, _hankel(0, x)[0], _hankel(1, x)[0])
    return _downwards(n, x)[n]


def bessel_y(n: int, x: float) -> float:
    """The function of the second kind, of order n; not a number below 0."""
    if n < 0:
        return (-1.0 if n % 2 else 1.0) * bessel_y(-n, x)
    if math.isnan(x) or x < 0:
        return math.nan
    if x == 0 or n > _MOST:
        return -math.inf
    if math.isinf(x):
        return 0.0
    if x > _FAR:
        return _upwards(n, x, _hankel(0, x)[1], _hankel(1, x)[1])
    return _upwards(n, x, *_neumann(x))


def _upwards(n: int, x: float, order_0: float, order_1: float) -> float:
    """f(k + 1) = 2k/x f(k) - f(k - 1); stable while k < x, and for the second kind."""
    if n == 0:
        return order_0
    before, now = order_0, order_1
    for k in range(1, n):
        before, now = now, 2 * k / x * now - before
        if math.isinf(now):
            return now
    return now


def _downwards(n: int, x: float) -> list[float]:
    """The functions of the first kind of orders 0 to n, or more."""
    top = 2 * ((max(n, int(x)) + 40 + int(math.sqrt(40.0 * max(n, x)))) // 2)
    found = [0.0] * (top + 2)
    found[top] = 1e-300
    for k in range(top, 0, -1):
        found[k - 1] = 2 * k / x * found[k] - found[k + 1]
        if abs(found[k - 1]) > 1e250:
            for at in range(k - 1, top + 1):
                found[at] *= 1e-250
    scale = math.fsum([found[0], *(2 * value for value in found[2::2])])
    return [value / scale for value in found]


def _neumann(x: float) -> tuple[float, float]:
    """The functions of the second kind of orders 0 and 1."""
    j = _downwards(1, x)
    part = math.log(x / 2) + _EULER
    last = len(j) // 2 - 1
    even = math.fsum([(-1) ** k * j[2 * k] / k for k in range(1, last)])
    odd = math.fsum([(-1) ** k * (j[2 * k - 1] - j[2 * k + 1]) / k for k in range(1, last)])
    order_0 = 2 / math.pi * (part * j[0] - 2 * even)
    order_1 = 2 / math.pi * (part * j[1] + odd - j[0] / x)  # -1 times the derivative
    return order_0, order_1


def _hankel(n: int, x: float) -> tuple[float, float]:
    """Both kinds, of order 0 or 1, far out."""
    p, q, term = 0.0, 0.0, 1.0
    for k in range(1, 40):
        sign = -1.0 if (k - 1) // 2 % 2 else 1.0
        if k % 2:
            p += sign * term
        else:
            q += sign * term
        following = term * (4 * n * n - (2 * k - 1) ** 2) / (k * 8 * x)
        if abs(following) >= abs(term) or abs(following) < 1e-18:
            break
        term = following
    angle = x - (n / 2 + 0.25) * math.pi
    scale = math.sqrt(2 / (math.pi * x))
    sine, cosine = math.sin(angle), math.cos(angle)
    return scale * (p * cosine - q * sine), scale * (p * sine + q * cosine)
