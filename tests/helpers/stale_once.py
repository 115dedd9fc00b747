"""A store that says STALE to the first commit, as one does when two people reach for the last seat."""

from outreach_bot.store.base import Commit, Outcome, Store


class StaleOnce:
    """Any store, but for its first answer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stale = True

    def __getattr__(self, name):
        return getattr(self._store, name)

    async def commit(self, commit: Commit) -> Outcome:
        if self._stale:
            self._stale = False
            return Outcome.STALE
        return await self._store.commit(commit)
