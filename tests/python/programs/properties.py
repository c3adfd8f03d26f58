"""Properties whose functions wait: read, written, deleted, inherited, cached."""

from functools import cached_property

from stopping import stop


class Celsius:
    def __init__(self, degrees):
        self.degrees = degrees

    @property
    def degrees(self):
        """Degrees."""
        stop()
        return self._degrees

    @degrees.setter
    def degrees(self, value):
        if stop(value) < -273:
            raise ValueError(f"too cold: {value}")
        self._degrees = value

    @degrees.deleter
    def degrees(self):
        stop()
        self._degrees = 0

    @property
    def fahrenheit(self):
        return self.degrees * 9 / 5 + 32

    @fahrenheit.setter
    def fahrenheit(self, value):
        self.degrees = (value - 32) * 5 / 9

    @cached_property
    def costly(self):
        print("worked out")
        return stop(self.degrees * 100)

    @staticmethod
    def zero():
        return stop(-273)

    @classmethod
    def boiling(cls):
        return stop(cls(100))


class Kelvin(Celsius):
    @property
    def kelvin(self):
        return self.degrees + 273

    @Celsius.degrees.getter
    def degrees(self):
        return round(stop(self._degrees), 1)


t = Celsius(20)
print(t.degrees, t.fahrenheit)
t.fahrenheit = 212
t.degrees += 5
print(t.degrees, t.costly, t.costly)
try:
    t.degrees = -300
except ValueError as error:
    print(error, t.degrees)
del t.degrees
print(t.degrees, Celsius.degrees.__doc__, Celsius.zero(), Celsius.boiling().degrees)
k = Kelvin(0.12345)
print(k.kelvin, k.degrees, type(Kelvin.boiling()).__name__, Kelvin.zero())
try:
    k.kelvin = 1
except AttributeError as error:
    print(type(error).__name__)
print([c.degrees + c.fahrenheit for c in (t, k) if c.degrees < 50], k.degrees == t.degrees)
print(f"{t.degrees:.1f} and {k.kelvin:.2f}", t.degrees or "zero", "yes" if k.degrees else "no")
print(max((t, k), key=lambda c: c.degrees) is k)
