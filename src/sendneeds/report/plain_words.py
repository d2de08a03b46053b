"""Numbers in words for a reader of ten: `about 1 in 3`, `nearly half`, `about 2,600`.

Words are true to their rounding. `about` is within 2.5 points and an eighth of the figure; `nearly` and `more than` are
within 5 points below and above what they name.
"""

from __future__ import annotations

from sendneeds.present.words import say_number

# The parts that have names, in percent. Half has words of its own.
PARTS = {
    10: "1 in 10",
    100 / 8: "1 in 8",
    100 / 7: "1 in 7",
    100 / 6: "1 in 6",
    20: "1 in 5",
    25: "1 in 4",
    30: "3 in 10",
    100 / 3: "1 in 3",
    40: "4 in 10",
    60: "6 in 10",
    200 / 3: "2 in 3",
    70: "7 in 10",
    75: "3 in 4",
    80: "8 in 10",
    90: "9 in 10",
}
HALVES = ((45, 49, "nearly half"), (49, 51, "about half"), (51, 55, "just over half"))
NEAR = 2.5
LEAST, LOW, MOST = 1, 10, 95
EXACT_COUNT = 100
# From these numbers on, the n of "1 in n" is rounded to the step.
STEPS = ((50, 10), (20, 5))


def say_share(percent: float) -> str:
    """Return a share of 0 to 100 percent in words. No line may end inside `1 in 3`."""
    words = _say_share(percent)
    return words.replace(" in ", "\N{NO-BREAK SPACE}in\N{NO-BREAK SPACE}")


def _say_share(percent: float) -> str:
    if percent <= 0:
        return "none"
    if percent >= 100:  # noqa: PLR2004 - the whole
        return "all"
    if percent < LEAST:
        return "fewer than 1 in 100"
    if percent < LOW:
        return _say_one_in(percent)
    if percent > MOST:
        return "nearly all"
    half = next((words for low, high, words in HALVES if low <= percent <= high), None)
    return half or _say_part(percent)


def _say_one_in(percent: float) -> str:
    many = 100 / percent
    step = next((step for limit, step in STEPS if many > limit), 1)
    return f"about 1 in {round(many / step) * step}"


def _say_part(percent: float) -> str:
    near = min(PARTS, key=lambda part: abs(percent - part))
    if abs(percent - near) <= NEAR:
        return f"about {PARTS[near]}"
    return f"{'more than' if percent > near else 'nearly'} {PARTS[near]}"


def names_whole(words: str) -> bool:
    """Say whether a share goes on with `of the`: half, all and none do, `1 in 3` does not."""
    return words.rsplit(maxsplit=1)[-1] in {"half", "all", "none"}


def say_about(count: float) -> str:
    """Return a count to two figures, `about 2,600`; one below a hundred, or already round, as it is."""
    if count < EXACT_COUNT:
        return say_number(count)
    step = 10 ** (len(str(round(count))) - 2)
    rounded = round(count / step) * step
    return say_number(count) if rounded == count else f"about {say_number(rounded)}"


def say_in_hundred(percent: float) -> str:
    """Return a share of a hundred days: `about 11`; one that rounds to none as `fewer than 1`."""
    return "fewer than 1" if 0 < percent < 0.5 else f"about {say_number(percent)}" if percent else "none"  # noqa: PLR2004


def say_for_ten(ratio: float) -> str:
    """Return how many there are now for every ten before: `about 14`, or `10` where that did not change."""
    many = round(10 * ratio)
    return "still about 10" if many == 10 else f"about {many}"  # noqa: PLR2004 - the ten of the sentence
