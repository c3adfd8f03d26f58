"""Objects made, read and changed: particles that move in a box."""

from dataclasses import dataclass

SIZE = 3_000

WIDTH = 1000


@dataclass(slots=True)
class Particle:
    x: int
    y: int
    dx: int
    dy: int


def move(p: Particle) -> None:
    x = p.x + p.dx
    y = p.y + p.dy
    if x < 0 or x >= WIDTH:
        p.dx = -p.dx
    else:
        p.x = x
    if y < 0 or y >= WIDTH:
        p.dy = -p.dy
    else:
        p.y = y


def main(n: int) -> int:
    particles = [
        Particle(i * 37 % WIDTH, i * 91 % WIDTH, i % 7 - 3, i % 11 - 5) for i in range(100)
    ]
    for _ in range(n):
        for particle in particles:
            move(particle)
    return sum(particle.x + particle.y for particle in particles)
