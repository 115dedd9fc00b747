"""A store in memory that keeps the promises, and can be told to fail."""

import hashlib

from outreach_bot.store.base import Commit, Outcome, Put, Row, StoreFailed


class MemoryStore:
    def __init__(self):
        self.tables: dict[str, dict[str, Row]] = {}
        self.keys: set[str] = set()
        self.commits: list[Commit] = []
        self.broken = False

    async def commit(self, commit: Commit) -> Outcome:
        if self.broken:
            raise StoreFailed
        if commit.key and commit.key in self.keys:
            return Outcome.ALREADY_DONE
        for rest in commit.rests_on:
            row = self.tables.get(rest.table, {}).get(rest.id)
            if (row.revision if row else 0) != rest.revision:
                return Outcome.STALE
        self.keys |= {commit.key} - {""}
        self.commits.append(commit)
        for write in commit.writes:
            self._write(write)
        return Outcome.COMMITTED

    def _write(self, write):
        table = self.tables.setdefault(write.table, {})
        if isinstance(write, Put):
            before = table.get(write.id)
            revision = before.revision + 1 if before else 1
            table[write.id] = Row(write.table, write.id, revision, write.body, write.due)
        else:
            table.pop(write.id, None)

    async def get(self, table, row_id):
        return self.tables.get(table, {}).get(row_id)

    async def rows(self, table):
        return list(self.tables.get(table, {}).values())

    async def due(self, table, until, limit=500):
        rows = [row for row in await self.rows(table) if row.due is not None and row.due <= until]
        return sorted(rows, key=lambda row: row.due or 0.0)[:limit]

    async def find(self, table, field, value):
        return [row for row in await self.rows(table) if row.body.get(field) == value]

    async def changes(self, table):
        return len(self._changed(table))

    async def changed(self, table, since):
        return list(dict.fromkeys(self._changed(table)[since:]))

    def _changed(self, table):
        return [write.id for commit in self.commits for write in commit.writes if write.table == table]

    async def seen(self, key):
        return key in self.keys

    async def counters(self):
        return {}

    async def audit(self):
        return []

    def hmac(self, purpose, value):
        return hashlib.sha256(f"{purpose}:{value}".encode()).hexdigest()

    async def close(self):
        pass
