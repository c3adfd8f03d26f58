"""The Mandelbrot set: floating-point arithmetic in a loop."""

SIZE = 130


def steps_to_leave(cr: float, ci: float, limit: int) -> int:
    zr = zi = 0.0
    for count in range(limit):
        zr2 = zr * zr
        zi2 = zi * zi
        if zr2 + zi2 > 4.0:
            return count
        zr, zi = zr2 - zi2 + cr, 2.0 * zr * zi + ci
    return limit


def main(n: int) -> int:
    total = 0
    for y in range(n):
        for x in range(n):
            total += steps_to_leave(3.0 * x / n - 2.0, 2.0 * y / n - 1.0, 50)
    return total
