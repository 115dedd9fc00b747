"""The bot's name on Telegram, as it was when it last ran there: a command knows it without asking Telegram."""

from outreach_bot.store.reading import Reader

BOT_ROW = "telegram-bot"


async def recalled_name(store: Reader) -> str:
    """The bot's name on Telegram when it last ran there; empty when it never did."""
    row = await store.get("meta", BOT_ROW)
    return str(row.body["username"]) if row else ""


def telegram_link(name: str) -> str:
    """Where a code's payload is put behind on Telegram."""
    return f"https://t.me/{name}?start="
