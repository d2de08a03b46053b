"""How old a reader must be: two published formulas over running text, counted by rule.

Flesch-Kincaid grade: 0.39 words per sentence + 11.8 syllables per word - 15.59 (Kincaid and others, 1975). Coleman-Liau
index: 5.88 letters per word - 29.6 sentences per word - 15.8 (Coleman and Liau, 1975). A grade is a school year of the
United States: its pupils are five years older than its number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)?|\d[\d,./%]*\d|\d")
VOWELS = re.compile(r"[aeiouy]+")
# A final e that is not heard; the one of -le is, after a consonant.
SILENT = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)e$|[^aeiouydt]ed$|(?:[^aeioucgslxz]|[aeiouy]l)es$")
# Two vowels that are heard apart.
SPLIT = re.compile(r"(?<![ct])ia|io(?!n|us)|ea(?=te|$)|eo(?!p)|uous|[^q]ua(?=[ltr])|ier|iet")
SPELT = {"SEN": 1, "SEND": 1, "SENDIASS": 3}
AGE_IN_FIRST_GRADE = 5


@dataclass(frozen=True)
class Reading:
    """What a text is made of."""

    sentences: int
    words: int
    syllables: int
    letters: int

    @property
    def flesch_kincaid(self) -> float:
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59

    @property
    def coleman_liau(self) -> float:
        return 5.88 * self.letters / self.words - 29.6 * self.sentences / self.words - 15.8

    @property
    def age(self) -> float:
        """The higher of both grades as an age in years."""
        return max(self.flesch_kincaid, self.coleman_liau) + AGE_IN_FIRST_GRADE


def measure_reading(paragraphs: Sequence[str]) -> Reading:
    """Return the measures of some paragraphs, each of whole sentences."""
    sentences = [item for text in paragraphs for item in split_sentences(text)]
    words = [word for item in sentences for word in WORD.findall(item)]
    return Reading(len(sentences), len(words), sum(map(count_syllables, words)), sum(map(str.isalnum, "".join(words))))


def split_sentences(text: str) -> list[str]:
    return [item for item in SENTENCE_END.split(text.strip()) if WORD.search(item)]


def count_syllables(word: str) -> int:
    """Return the syllables of a word, one for each digit of a number and each letter of an abbreviation."""
    if word in SPELT:
        return SPELT[word]
    if not word.isalpha() and word[0].isdigit():
        return sum(map(str.isdigit, word))
    if word.isupper() and len(word) > 1:
        return len(word)
    small = word.lower().split("'")[0].split("\u2019")[0]
    heard = SILENT.sub(lambda found: found[0][:1], small) if len(small) > len("be") else small
    return max(1, len(VOWELS.findall(heard)) + len(SPLIT.findall(heard)))
