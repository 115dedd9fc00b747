"""The pattern language of `safety.yaml`: how people type, and finding phrases in it.

All patterns are walked side by side (a lazily built automaton over words), so reading costs a few steps a word
however many patterns there are, and no pattern can make it slow.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

GAP_WORDS: Final = 3
"""Most words that `…` may stand for; beyond that, phrases no longer belong together."""

_PLACES: Final = 20_000
"""Places kept ready; whoever tries to fill the memory with odd messages only makes us begin anew."""

_SHORT: Final = 3
"""Words up to this long keep a doubled letter: "odd" is not "od", "too" is not "to"."""

_QUOTES: Final = str.maketrans("‘’‛ʼ´`′＇", "''''''''")
_LEET: Final = str.maketrans("013457@$!|", "oieastasii")
_LEET_L: Final = str.maketrans("013457@$!|", "oleastasil")
_BASES: Final = frozenset({"d", "ed", "ing", "s", "ve", "ll", "re", "m"})
"""Endings after an apostrophe that leave the word before it whole: "od'd" is also "od"."""
_JOINS: Final = frozenset({"and", "but", "so", "then", "because", "y", "pero", "porque"})
"""Words that begin a new part of a sentence."""

_UNSEEN: Final = frozenset({"Mn", "Me", "Cf"})
"""Accents, and characters without width: people leave the first out, and disguise adds the second."""

_DOTTED: Final = re.compile(r"(?<!\w)(\w)(?:[.\-/·](\w)(?!\w)){1,15}\.?")
_SPACED: Final = re.compile(r"(?<!\w)\w( \w(?!\w)){2,15}")
_TOKEN: Final = re.compile(r"[^\W_]*[@$]?[^\W_]+(?:['*@$!|]+[^\W_]+)*|[.,;:!?()\n…]")
_RUN: Final = re.compile(r"(\w)\1+")
_LONG_RUN: Final = re.compile(r"(\w)\1{2,}")
_MARK: Final = re.compile(r"[()|?…#]|[\w'’*]+")


class PatternError(ValueError):
    """A pattern is not written in the language that safety.yaml describes."""


class Word(NamedTuple):
    """One word as typed: the spellings it may stand for, and the part of the sentence it is in."""

    keys: tuple[str, ...]
    clause: int
    number: bool


class Found(NamedTuple):
    """A phrase found: its label, its first word, and the word after its last."""

    label: int
    start: int
    end: int


def read_words(text: str) -> list[Word]:
    """Split `text` into words, undoing the ways in which phones, haste and disguise change them."""
    words: list[Word] = []
    clause = 0
    for token in _TOKEN.findall(_straighten(text)):
        if not token[-1].isalnum():
            clause += 1
            continue
        clause += token in _JOINS
        words.append(Word(_keys(token), clause, token.isdigit()))
    return words


def _straighten(text: str) -> str:
    text = text.translate(_QUOTES)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
        text = "".join(c for c in text if unicodedata.category(c) not in _UNSEEN)
    text = text.casefold().replace("_", " ")
    text = _DOTTED.sub(_joined, text)
    return _SPACED.sub(_joined, text)


def _joined(found: re.Match[str]) -> str:
    return "".join(c for c in found[0] if c.isalnum())


def _keys(token: str) -> tuple[str, ...]:
    if token.isalpha():
        return _folds(token)
    if token.isdigit():
        return (token,)
    keys: list[str] = []
    for spelling in _spellings(token):
        keys.extend(_folds(spelling))
    return tuple(dict.fromkeys(keys))


def _spellings(token: str) -> Iterator[str]:
    """Undo digits for letters, a star for a vowel, and apostrophes."""
    if "*" in token:
        for vowel in "aeiou":
            yield from _spellings(token.replace("*", vowel))
        return
    for table in (_LEET, _LEET_L) if "1" in token else (_LEET,):
        before, apostrophe, after = token.translate(table).partition("'")
        yield before + after.replace("'", "")
        if apostrophe and after in _BASES:
            yield before


def _folds(word: str) -> tuple[str, ...]:
    if not _RUN.search(word):
        return (word,)
    pairs = _LONG_RUN.sub(r"\1\1", word)
    once = _RUN.sub(r"\1", word)
    if len(pairs) > _SHORT:
        return (once,)
    return (pairs,) if pairs == word else (pairs, once)


class _Node:
    """A place in a pattern, and what leads on from it."""

    __slots__ = ("also", "any", "beginnings", "label", "number", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.beginnings: dict[str, _Node] = {}
        self.number: _Node | None = None
        self.any: _Node | None = None
        self.also: list[_Node] = []
        self.label: int | None = None


class _Place:
    """All nodes that the same words lead to: patterns are walked side by side, one step a word."""

    __slots__ = ("any", "beginnings", "known", "labels", "lengths", "numbers", "words")

    def __init__(self, nodes: Iterable[_Node]) -> None:
        self.words: dict[str, list[_Node]] = {}
        self.beginnings: dict[str, list[_Node]] = {}
        self.numbers: list[_Node] = []
        self.any: list[_Node] = []
        labels: dict[int, None] = {}
        for node in nodes:
            for word, after in node.words.items():
                self.words.setdefault(word, []).append(after)
            for beginning, after in node.beginnings.items():
                self.beginnings.setdefault(beginning, []).append(after)
            self.numbers += [node.number] if node.number else []
            self.any += [node.any] if node.any else []
            if node.label is not None:
                labels[node.label] = None
        self.lengths = sorted({len(beginning) for beginning in self.beginnings})
        self.known: dict[tuple[str, bool], _Place] = {}
        """Where the words of patterns lead, as far as it has been asked; never anything else people typed."""
        self.labels = tuple(labels)

    def after(self, word: Word, *, joined: bool) -> list[_Node]:
        """Return the nodes that `word` leads to; `joined`: it is in the same part of the sentence."""
        nodes = list(self.any) if joined and self.any else []
        for key in word.keys:
            if key in self.words:
                nodes += self.words[key]
            for length in self.lengths:
                nodes += self.beginnings.get(key[:length], ())
        if word.number:
            nodes += self.numbers
        return nodes


class Phrases:
    """Patterns, each under a label, ready to be found."""

    def __init__(self, patterns: Mapping[int, Iterable[str]]) -> None:
        """Read `patterns`: label to what coordinators wrote. PatternError names the first wrong one."""
        start = _Node()
        for label, written in patterns.items():
            for pattern in written:
                _Reading(pattern).onto(start, label)
        self._places: dict[frozenset[_Node], _Place] = {}
        self._start = self._place([start])

    def find(self, words: Sequence[Word]) -> list[Found]:
        """Find every phrase in `words`, wherever it stands."""
        return [
            Found(label, start, end) for start in range(len(words)) for label, end in self._from(words, start)
        ]

    def whole(self, words: Sequence[Word]) -> int | None:
        """Return the label of the phrase that is all of `words`, or None."""
        return next((label for label, end in self._from(words, 0) if end == len(words)), None)

    def _from(self, words: Sequence[Word], start: int) -> Iterator[tuple[int, int]]:
        """Yield label and end of each phrase that begins at `start`."""
        place, clause = self._start, -1
        for here in range(start, len(words)):
            word = words[here]
            step = self._step(place, word, joined=word.clause == clause)
            if step is None:
                return
            place, clause = step, word.clause
            for label in place.labels:
                yield label, here + 1

    def _step(self, place: _Place, word: Word, *, joined: bool) -> _Place | None:
        known = (word.keys[0], joined)
        if len(word.keys) == 1 and (step := place.known.get(known)) is not None:
            return step
        nodes = place.after(word, joined=joined)
        if not nodes:
            return None
        step = self._place(nodes)
        if len(word.keys) == 1 and word.keys[0] in place.words:
            place.known[known] = step
        return step

    def _place(self, nodes: list[_Node]) -> _Place:
        key = frozenset(nodes)
        place = self._places.get(key)
        if place is None:
            if len(self._places) >= _PLACES:
                self._places.clear()
                self._start.known.clear()
            place = self._places[key] = _Place(_with_also(nodes))
        return place


def _with_also(nodes: Iterable[_Node]) -> Iterable[_Node]:
    """Add every node that is reached without a word."""
    seen: dict[_Node, None] = {}
    open_ = list(nodes)
    while open_:
        node = open_.pop()
        if node not in seen:
            seen[node] = None
            open_ += node.also
    return seen


class _Reading:
    """One pass over a pattern, from left to right, which grows the nodes it describes."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._marks: list[str] = [*_MARK.findall(pattern.replace("...", "…")), ""]
        self._at = 0

    def onto(self, start: _Node, label: int) -> None:
        """Grow the pattern from `start`, and put `label` at its end."""
        if "…" in {self._marks[0], self._marks[-2:][0]}:
            raise self._fault("it must begin and end with a word. Add the words that matter.")
        first = node = _Node()
        start.also.append(first)
        while self._next():
            node = self._choice(node)
        if node in _with_also([first]):
            raise self._fault("it fits a message without any of its words. Take away a “?”.")
        node.label = label

    def _choice(self, start: _Node) -> _Node:
        """Read words or brackets with `|` between them: any one of them."""
        end = self._one(start)
        while self._next() == "|":
            self._at += 1
            self._one(start).also.append(end)
        return end

    def _one(self, start: _Node) -> _Node:
        """Read a word or a bracket, and the `?` that makes it optional."""
        mark = self._take()
        if mark in {"", "|", "?", ")"}:
            raise self._fault(f"a word is missing before “{mark or 'the end'}”. Add it.")
        end = self._bracket(start) if mark == "(" else _grow(start, mark)
        if self._next() == "?":
            self._at += 1
            optional = _Node()
            start.also.append(optional)
            end.also.append(optional)
            end = optional
        return end

    def _bracket(self, start: _Node) -> _Node:
        """Read what stands in brackets: `|` chooses one of several groups of words."""
        end, node = _Node(), start
        while (mark := self._next()) != ")":
            if not mark:
                raise self._fault("a bracket is not closed. Add “)”.")
            if mark == "|":
                self._at += 1
                node.also.append(end)
                node = start
            else:
                node = self._one(node)
        self._at += 1
        node.also.append(end)
        return end

    def _fault(self, what: str) -> PatternError:
        return PatternError(f"“{self._pattern}”: {what}")

    def _next(self) -> str:
        return self._marks[self._at]

    def _take(self) -> str:
        mark = self._marks[self._at]
        self._at += bool(mark)
        return mark


def _grow(start: _Node, mark: str) -> _Node:
    """Return the node that one word, number or gap leads to from `start`."""
    end = _Node()
    if mark == "…":
        start.also.append(end)
        for _ in range(GAP_WORDS):
            start.any = start.any or _Node()
            start = start.any
            start.also.append(end)
    elif mark == "#":
        fresh = _Node()
        fresh.number = end
        start.also.append(fresh)
    else:
        fresh = _Node()
        kind = fresh.beginnings if mark.endswith("*") else fresh.words
        kind[_keys(_straighten(mark.removesuffix("*")))[0]] = end
        start.also.append(fresh)
    return end


def check(pattern: str) -> None:
    """Raise PatternError, with fault and remedy, when `pattern` cannot be read."""
    _Reading(pattern).onto(_Node(), 0)
