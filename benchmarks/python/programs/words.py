"""Text and dictionaries: words cleaned, counted, grouped and ranked."""

SIZE = 2_500
ANSWER = "sea:12500 the:12500 a:5000 and:5000 old:5000; 4=5 6=2"

TEXT = (
    "The old sea, the grey sea; the SEA that never sleeps! A ship, a sail and an old song: "
    "'Over the sea' -- and over the... sea. Nobody knows where."
)


def cleaned(word: str) -> str:
    return word.strip(".,;:!'-").lower()


def count(text: str, counts: dict[str, int]) -> None:
    for raw in text.split():
        word = cleaned(raw)
        if not word:
            continue
        if word in counts:
            counts[word] += 1
        else:
            counts[word] = 1


def main(times: int) -> str:
    counts: dict[str, int] = {}
    for _ in range(times):
        count(TEXT, counts)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    lengths: dict[int, list[str]] = {}
    for word, n in ranked:
        if n == times:
            lengths.setdefault(len(word), []).append(word)
    top = " ".join(f"{word}:{n}" for word, n in ranked[:5])
    groups = " ".join(
        f"{length}={len(lengths[length])}" for length in sorted(lengths) if length in (3, 4, 6)
    )
    return f"{top}; {groups}"
