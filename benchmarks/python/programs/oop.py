"""Objects: inheritance, properties, `super()`, methods that raise, dictionaries of instances."""

SIZE = 9_000
ANSWER = (8_127, 15_575, 2)


class Empty(Exception):
    pass


class Store:
    def __init__(self, name: str, capacity: int) -> None:
        self.name = name
        self.capacity = capacity
        self.held = 0
        self.log: list[tuple[str, int]] = []

    @property
    def free(self) -> int:
        return self.capacity - self.held

    def put(self, count: int) -> int:
        taken = min(count, self.free)
        self.held += taken
        self.log.append(("put", taken))
        return taken

    def take(self, count: int) -> int:
        if count > self.held:
            raise Empty(self.name)
        self.held -= count
        self.log.append(("take", count))
        return count


class Cold(Store):
    def __init__(self, name: str, capacity: int, degrees: int) -> None:
        super().__init__(name, capacity)
        self.degrees = degrees

    def put(self, count: int) -> int:
        return super().put(count + 1) if self.degrees < 0 else super().put(count)

    @property
    def is_full(self) -> bool:
        return self.free == 0


class Depot:
    def __init__(self) -> None:
        self.stores: dict[str, Store] = {}

    def open(self, store: Store) -> Store:
        self.stores[store.name] = store
        return store

    def move(self, source: str, target: str, count: int) -> bool:
        try:
            taken = self.stores[source].take(count)
        except Empty:
            return False
        left = taken - self.stores[target].put(taken)
        self.stores[source].put(left)
        return True

    def held(self) -> int:
        return sum(store.held for store in self.stores.values())


def main(n: int) -> tuple[int, int, int]:
    depot = Depot()
    for i in range(60):
        store = Cold(f"cold {i}", 500 + 10 * i, i % 7 - 3) if i % 2 else Store(f"dry {i}", 800)
        depot.open(store).put(200 + i)
    names = list(depot.stores)
    moved = 0
    for k in range(n):
        if depot.move(names[k % 60], names[(k * 7 + 3) % 60], k % 90 + 1):
            moved += 1
    full = [s for s in depot.stores.values() if isinstance(s, Cold) and s.is_full]
    return moved, depot.held(), len(full)
