"""Numbers: decimal, fractions, statistics, math, complex; contexts that hold over waits."""

import decimal
import fractions
import math
import statistics
from decimal import ROUND_HALF_UP, Decimal, localcontext

from stopping import stop

total = Decimal("0")
for price, count in (("0.10", 3), ("19.99", 2)):
    total += Decimal(price) * stop(count)
print(total, total.quantize(Decimal("0.1"), ROUND_HALF_UP), Decimal(1) / Decimal(3))
with localcontext() as context:
    context.prec = 5
    stop()
    print(Decimal(1) / Decimal(3), decimal.getcontext().prec)
stop()
print(decimal.getcontext().prec, Decimal("NaN").is_nan(), Decimal("1E+3") == 1000)
half = fractions.Fraction(1, 2)
print(
    half + fractions.Fraction(stop(1), 3),
    half.limit_denominator(),
    fractions.Fraction("0.125"),
    3 * half,
)
print(
    statistics.mean([1, 2, stop(6)]),
    statistics.median([3, 1, 2]),
    statistics.mode("aab"),
    statistics.pstdev([2, 4]),
)
print(
    math.factorial(20),
    math.gcd(12, stop(18)),
    math.isqrt(99),
    math.comb(5, 2),
    round(math.pi, 4),
    math.prod([2, 3]),
)
print((1 + 2j) * stop(2j), abs(3 + 4j), (1j) ** 2, complex("1+2j").conjugate())
print(
    int("ff", 16),
    bin(10),
    hex(255),
    oct(8),
    (5).bit_length(),
    int.from_bytes(b"\x01\x00"),
    (1.5).as_integer_ratio(),
)
print(
    1_000_000,
    10**20 // 7,
    -7 // 2,
    -7 % 3,
    7 % -3,
    2**-1,
    True + True,
    round(2.675, 2),
    float("1e3"),
)


class Money:
    def __init__(self, amount):
        self.amount = Decimal(amount)

    def __add__(self, other):
        return Money(self.amount + stop(other).amount)

    def split(self, n):
        cents = int(self.amount * 100)
        for i in range(n):
            yield Decimal(cents // n + (1 if i < cents % n else 0)) / stop(100)


shares = list(Money("10.00").split(3))
print(shares, sum(shares), (Money("1.1") + Money("2.2")).amount)


def newton(x, steps):
    guess = x
    for _ in range(steps):
        guess = (guess + fractions.Fraction(x) / guess) / stop(2)
    return guess


print(
    newton(2, 4),
    float(newton(2, 5)) == math.sqrt(2),
    math.floor(-2.5),
    math.ceil(2.1),
    math.fsum([0.1] * 10),
)


def primes():
    found, n = [], 2
    while True:
        if all(stop(n) % p for p in found):
            found.append(n)
            yield n
        n += 1


source = primes()
print([next(source) for _ in range(10)], next(source))
try:
    Decimal(1) / 0
except decimal.DivisionByZero as error:
    print(type(error).__name__)
