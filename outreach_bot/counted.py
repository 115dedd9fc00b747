"""Counts in the sentences of commands: `1 row`, `2 rows`. Sentences of the chat and the office are in messages/."""


def counted(count: int, one: str, several: str = "") -> str:
    """Write a count with its noun. several: where that is more than `one` and an s."""
    return f"{count:d} {one if count == 1 else several or f'{one}s'}"
