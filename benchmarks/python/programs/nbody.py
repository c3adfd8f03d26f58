"""Floats and attributes: bodies that attract each other, in steps."""

SIZE = 1_200
ANSWER = -0.181825


class Body:
    def __init__(self, position: list[float], velocity: list[float], mass: float) -> None:
        self.x, self.y, self.z = position
        self.vx, self.vy, self.vz = velocity
        self.mass = mass

    def move(self, dt: float) -> None:
        self.x += dt * self.vx
        self.y += dt * self.vy
        self.z += dt * self.vz


def attract(a: Body, b: Body, dt: float) -> None:
    dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
    squared = dx * dx + dy * dy + dz * dz
    force = dt / (squared * squared**0.5)
    a.vx -= dx * b.mass * force
    a.vy -= dy * b.mass * force
    a.vz -= dz * b.mass * force
    b.vx += dx * a.mass * force
    b.vy += dy * a.mass * force
    b.vz += dz * a.mass * force


def energy(bodies: list[Body]) -> float:
    total = 0.0
    for i, a in enumerate(bodies):
        total += a.mass * (a.vx**2 + a.vy**2 + a.vz**2) / 2
        for b in bodies[i + 1 :]:
            distance = ((a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2) ** 0.5
            total -= a.mass * b.mass / distance
    return total


def main(steps: int) -> float:
    bodies = [
        Body([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], 39.5),
        Body([4.8, -1.2, -0.1], [0.6, 2.8, -0.02], 0.04),
        Body([8.3, 4.1, -0.4], [-1.0, 1.8, 0.008], 0.011),
        Body([12.9, -15.1, -0.2], [1.1, 0.9, -0.01], 0.0017),
        Body([15.4, -25.9, 0.2], [1.0, 0.6, -0.03], 0.002),
    ]
    for _ in range(steps):
        for i in range(len(bodies)):
            for j in range(i):
                attract(bodies[i], bodies[j], 0.01)
        for body in bodies:
            body.move(0.01)
    return round(energy(bodies), 6)
