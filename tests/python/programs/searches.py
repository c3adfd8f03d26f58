"""Searches: breadth first, shortest ways, backtracking, memoised, with generators and heaps."""

import heapq
from collections import deque
from functools import lru_cache

from stopping import stop

MAZE = """
#########
#S..#...#
#.#.#.#.#
#.#...#E#
#########
""".split()


def find(letter):
    return next((r, c) for r, row in enumerate(MAZE) for c, x in enumerate(row) if x == letter)


def neighbours(place):
    r, c = place
    for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        if MAZE[r + dr][c + dc] != "#":
            yield stop((r + dr, c + dc))


def breadth_first(start, goal):
    came = {start: None}
    todo = deque([start])
    while todo:
        place = todo.popleft()
        if place == goal:
            path = []
            while place:
                path.append(place)
                place = came[place]
            return path[::-1]
        for near in neighbours(place):
            if near not in came:
                came[near] = place
                todo.append(near)


path = breadth_first(find("S"), find("E"))
print(len(path), path[:4])
ROADS = {"a": {"b": 7, "c": 3}, "b": {"d": 2}, "c": {"b": 1, "d": 8}, "d": {}}


def dijkstra(start):
    known, heap = {}, [(0, start)]
    while heap:
        distance, place = heapq.heappop(heap)
        if place in known:
            continue
        known[place] = stop(distance)
        for near, road in ROADS[place].items():
            heapq.heappush(heap, (distance + road, near))
    return known


print(dijkstra("a"))


def queens(n, placed=()):
    if len(placed) == n:
        yield placed
        return
    for column in range(n):
        if all(column != c and abs(column - c) != len(placed) - r for r, c in enumerate(placed)):
            stop()
            yield from queens(n, (*placed, column))


print(next(queens(6)), len(list(queens(5))))


@lru_cache(maxsize=None)
def ways(amount, coins=(50, 20, 10, 5, 1)):
    if amount == 0:
        return 1
    if amount < 0 or not coins:
        return 0
    stop()
    return ways(amount - coins[0], coins) + ways(amount, coins[1:])


print(ways(60), ways.cache_info().misses > 10)


def topological(graph):
    done, order = set(), []

    def visit(node, trail=()):
        if node in trail:
            raise ValueError(f"cycle {'>'.join((*trail, node))}")
        if node not in done:
            for needed in graph.get(node, ()):
                visit(needed, (*trail, node))
            done.add(node)
            order.append(stop(node))

    for node in graph:
        visit(node)
    return order


print(topological({"app": ["lib", "log"], "lib": ["core"], "log": ["core"]}))
try:
    topological({"a": ["b"], "b": ["c"], "c": ["a"]})
except ValueError as error:
    print(error)
cells = {(1, 0), (1, 1), (1, 2)}
for generation in range(3):
    around = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    around[x + dx, y + dy] = around.get((x + dx, y + dy), 0) + 1
    stop()
    cells = {cell for cell, n in around.items() if n == 3 or n == 2 and cell in cells}
print(sorted(cells))
