"""A state machine as a loop over characters: it adds up the numbers in a text, and
passes over quoted parts.
"""

SIZE = 8_000

TEXT = '12 apples, 7 pears "and 30 more" for 1999 people; 5% of "all" 42'

BETWEEN, NUMBER, QUOTED = range(3)


def total_of(text: str) -> int:
    state = BETWEEN
    total = value = 0
    for c in text:
        if state == QUOTED:
            if c == '"':
                state = BETWEEN
        elif "0" <= c <= "9":
            value = 10 * value + int(c)
            state = NUMBER
        else:
            if state == NUMBER:
                total += value
                value = 0
            state = QUOTED if c == '"' else BETWEEN
    return total + value


def main(n: int) -> int:
    total = 0
    for _ in range(n):
        total += total_of(TEXT)
    return total
