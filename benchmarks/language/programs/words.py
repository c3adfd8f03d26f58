"""Text taken apart by characters: words found, turned to lower case and counted."""

SIZE = 2_500

TEXT = (
    "It was the best of times, it was the worst of times, it was the age of wisdom, "
    "it was the age of foolishness, it was the epoch of belief, it was the epoch of "
    "incredulity, it was the season of Light, it was the season of Darkness.\n"
)


def count_words(text: str, counts: dict[str, int]) -> None:
    letters: list[str] = []
    for c in text + " ":
        if c.isalpha():
            letters.append(c.lower())
        elif letters:
            word = "".join(letters)
            counts[word] = counts.get(word, 0) + 1
            letters.clear()


def main(n: int) -> int:
    counts: dict[str, int] = {}
    for _ in range(n):
        count_words(TEXT, counts)
    return 1000 * counts["was"] + len(counts)
