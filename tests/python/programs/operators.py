"""Overloaded operators whose methods wait: arithmetic, reflected, in place, comparison, containers."""

from stopping import stop


class Vector:
    def __init__(self, *v):
        self.v = v

    def __repr__(self):
        return f"V{self.v}"

    def __add__(self, other):
        stop()
        if not isinstance(other, Vector):
            return NotImplemented
        return Vector(*(a + b for a, b in zip(self.v, other.v)))

    def __mul__(self, k):
        return Vector(*[stop(a) * k for a in self.v])

    def __rmul__(self, k):
        print("rmul", end=" ")
        return self * k

    def __matmul__(self, other):
        return sum(stop(a) * b for a, b in zip(self.v, other.v))

    def __iadd__(self, other):
        print("iadd", end=" ")
        stop()
        self.v = (self + other).v
        return self

    def __neg__(self):
        return self * -1

    def __abs__(self):
        return stop(self @ self) ** 0.5

    def __eq__(self, other):
        stop()
        return isinstance(other, Vector) and self.v == other.v

    def __lt__(self, other):
        return abs(self) < abs(other)

    def __bool__(self):
        return stop(any(self.v))

    def __len__(self):
        return len(stop(self.v))

    def __getitem__(self, i):
        return stop(self.v[i])

    def __contains__(self, x):
        print("contains", end=" ")
        return x in stop(self.v)

    def __iter__(self):
        return iter(self.v)

    def __call__(self, x):
        return stop(x), self

    def __hash__(self):
        return hash(stop(self.v))

    def __index__(self):
        return stop(self.v[0])

    def __float__(self):
        return float(self[0])

    def __divmod__(self, k):
        return stop(self[0] // k), self[0] % k

    def __invert__(self):
        return Vector(*reversed(self.v))


a, b = Vector(1, 2), Vector(3, 4)
print(a + b, a * 2, 2 * a, a @ b, -a, abs(b), ~a, divmod(b, 2))
same = a
a += b
print(a, same is a, a == Vector(4, 6), a != b, b < a, a > b, len(a), a[1], a[-1])
print(
    6 in a, 7 not in a, [*a], a(5), bool(Vector(0, 0)), not a, float(b), [10, 20, 30, 40][b], hex(b)
)
print("yes" if a else "no", a and b, Vector(0) or "zero", [v for v in (a, Vector(0)) if v])
print(
    {a: "key"}[Vector(4, 6)],
    {Vector(1), Vector(1)},
    Vector(1) in [Vector(2), Vector(1)],
    max(a, b),
    sorted([a, b]),
)
for wrong in (lambda: a + 1, lambda: 1 + a, lambda: a - b, lambda: a < 1):
    try:
        wrong()
    except (TypeError, AttributeError) as error:
        print(type(error).__name__)


class Path:
    def __init__(self, text=""):
        self.text = text

    def __truediv__(self, other):
        return Path(self.text + "/" + stop(str(other)))

    def __rshift__(self, other):
        return stop(f"{self} >> {other}")

    def __rrshift__(self, other):
        return f"{other} >> r {self}"

    def __str__(self):
        return stop(self.text)

    __or__ = lambda self, other: stop((self.text, "or", other))
    __ror__ = lambda self, other: (other, "ror", self.text)


p = Path("a") / "b" / 3
p /= "d"
print(p, p >> 1, 1 >> p, p | 2, 2 | p)
total = Vector(0, 0)
for v in (a, b):
    total = total + v
print(total, sum((a, b), Vector(1, 1)), 0 < Vector(3)[0] <= stop(3) != 4)
