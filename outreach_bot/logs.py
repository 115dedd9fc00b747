"""Logs that name nobody: our own lines and every library's go through one chain.

Keys are an allow-list, because names cannot be found by pattern. What looks like a token, a number or an
email address is replaced. Of a library's line only the template, numbers and types are kept; of an exception
its kind and its place, never its words.
"""

import logging
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

ALLOWED = frozenset({
    "event", "level", "logger", "timestamp",
    "again_in_seconds", "at_byte", "attempts", "bytes", "campaign", "channel", "code", "count", "deed", "exception", "fault",
    "file", "files", "job", "journal", "key", "kind", "last_record", "last_record_at", "lost", "meetings", "method",
    "ms", "needs_mb", "owed", "path", "people", "person", "phrase", "port", "reason", "records", "remedy", "retry_after", "row",
    "seconds", "session", "state", "status", "table", "turn", "update", "update_id", "version", "where", "why",
})  # fmt: skip
"""Keys whose values may be logged. Ids, codes, counts and names of things in the code; nobody's words."""

_OURS = "A fault of the program: please report this line. It is tried again."
_DISK = "Look at the disk of the data folder: room, rights, faults. Then start the bot again."
_NETWORK = "Nothing, if it ends by itself. If not: check this machine's network, and OUTREACH_TELEGRAM_API."
REMEDIES = {
    "Telegram cannot be reached": _NETWORK,
    "Telegram did not do what it was asked": _NETWORK,
    "Telegram did not say the bot's name": _NETWORK,
    "Telegram's answer breaks off": _NETWORK,
    "Telegram's answer cannot be read": _NETWORK,
    "a command could not be done": "A fault of the program: please report this line. Try the command again.",
    "a file could not be made": "outreach-bot check",
    "a message was given up": "Look under Today in the office: whoever it was for waits for an answer.",
    "a message was refused": "Nothing, if it is one chat. If it is many: compare the reason with the channel's own errors.",
    "an email could not be written": "Look at the contact's address in the office; the message is listed as failed.",
    "an update could not be handled": _OURS,
    "a tick broke": _OURS,
    "another program receives this bot's messages": "Stop the other program that uses this bot's token.",
    "cannot_start_again_yet": "Look at what it says; the bot tries again by itself.",
    "could not note a closed or moved chat": _OURS,
    "delivery broke": _OURS,
    "due work cannot be read": "outreach-bot store verify --data DIR, with the folder of this bot's data",
    "due work could not be done": _OURS,
    "due work waits: the store cannot be written": _DISK,
    "erased_again": "Nothing: people on the list of erased persons were in the data again, and are erased once more.",
    "erased_list_mended": "Nothing: it was put right from its other home.",
    "example meetings of earlier trials are called off": "Nothing: a real campaign has no meetings that are made up.",
    "help goes out unasked": _DISK,
    "input failed": _OURS,
    "input set aside": "Look under Today in the office: it says what can be done with it.",
    "journal_missing": "Nothing: the last stop was clean.",
    "no connection can be taken": "Raise the limit of open files for the bot (ulimit -n), if it comes again.",
    "no email can be sent": "Check OUTREACH_SMTP_URL, and that this machine reaches the mail server.",
    "no reply to an input set aside": "Look under Today in the office: whoever sent it waits for an answer.",
    "no help ahead of its turn": _OURS,
    "no proxy is trusted, so all people behind one count as one. "
    "Set OUTREACH_TRUSTED_PROXIES to the address of the proxy": "Set OUTREACH_TRUSTED_PROXIES.",
    "nobody answers: messages wait until somebody does": _NETWORK,
    "nothing cleared up: the store cannot be written": _DISK,
    "office_refused": "Nothing, if it is rare. If not: look in the audit log who asks for what.",
    "reach_not_noted": _DISK,
    "sending broke": _OURS,
    "snapshot_put_off": "Make room in the data folder; it is tried again by itself.",
    "starting_again": "Nothing: the bot takes messages again.",
    "store_closed_without_snapshot": "Nothing: the next start reads the journal.",
    "the clock was set back": "Let the machine's clock be kept by NTP; nothing is lost by the step.",
    "the clock was set forward": "Let the machine's clock be kept by NTP; nothing is lost by the step.",
    "the commands menu could not be set": "Nothing: it is set at the next start.",
    "the disk refused a write: only help goes out": "Make room on the disk of the data folder, as many MB as needs_mb says: the bot goes on by itself. "
    "If it does not: look for rights and faults there, then start it again.",
    "the store refuses writes: nothing more is sent but help": _DISK,
    "the webhook could not be set": "Check OUTREACH_WEBHOOK_URL: it has to be https, and open to Telegram.",
    "torn_write_left_out": "Nothing: it was never acknowledged, and what was sent then comes again.",
    "told later": "Nothing: it is done at the next tick.",
    "updates do not say their ids, and come again": "Nothing, if it ends by itself. If not: check OUTREACH_TELEGRAM_API.",
    "words missing": "outreach-bot check",
}
"""What whoever runs the bot can do about each warning and error; a line may also bring a `remedy` of its own."""

_PATTERNS = (
    (re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}"), "<token>"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "<email>"),
    (re.compile(r"(?<![\w:.-])(?!\d{4}-\d\d-\d\d[ T]\d\d:)\+?\(?\d[\d ()./-]{6,}\d(?![\w-])"), "<number>"),
)
_UNTOUCHED = ("timestamp", "level", "logger")


class _OwnSecrets:
    """Secrets known to this process: replaced wherever they turn up, whatever their form."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = tuple(secret for secret in secrets if secret)

    def hide(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "<secret>")
        for pattern, stands_for in _PATTERNS:
            text = pattern.sub(stands_for, text)
        return text

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        for key, value in list(event.items()):
            if key.startswith("_"):
                continue
            if key not in ALLOWED:
                event[key] = "<removed>"
            elif key not in _UNTOUCHED and not isinstance(value, bool | int | float | None):
                event[key] = self.hide(str(value))
        return event


class _TemplateOnly(logging.Filter):
    """Keep of a library's line its first line, with numbers and types in place of values."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, dict):  # ours, through structlog: the allow-list takes care of it
            return True
        record.msg = str(record.msg).partition("\n")[0]
        if isinstance(record.args, tuple):
            record.args = tuple(_harmless(value) for value in record.args)
        elif record.args:
            record.args = {key: _harmless(value) for key, value in record.args.items()}
        return True


def _harmless(value: object) -> object:
    return value if isinstance(value, int | float) else f"<{type(value).__name__}>"


def _place_only(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Say what kind of exception broke where. Its message may hold what somebody wrote, so it is left out."""
    told = event.pop("exc_info", None)
    error = sys.exc_info()[1] if told is True else told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        event["exception"] = type(error).__name__
        event["where"] = " > ".join(_frames(error.__traceback__))
    return event


def _with_remedy(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    remedy = REMEDIES.get(str(event.get("event")))
    if remedy is not None:
        event.setdefault("remedy", remedy)
    return event


def _frames(trace: TracebackType | None) -> list[str]:
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{Path(code.co_filename).stem}.{code.co_name} line {trace.tb_lineno}")
        trace = trace.tb_next
    return found


def set_up(level: str = "INFO", *, stream: TextIO | None = None, secrets: Iterable[str] = ()) -> None:
    """Send every log line through the chain to `stream` (standard error): JSON in a pipe, plain on a terminal.

    Libraries are heard from WARNING up, whatever `level` says: below it they print what they send.
    """
    out = stream or sys.stderr
    hide = _OwnSecrets(secrets)
    chain: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        _place_only,
        _with_remedy,
        hide,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *chain,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.addFilter(_TemplateOnly())
    handler.setFormatter(_formatter(chain, terminal=out.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for ours in ("outreach_bot", "outreach"):
        logging.getLogger(ours).setLevel(level)


def _formatter(chain: list[Processor], *, terminal: bool) -> logging.Formatter:
    last: Processor = (
        structlog.dev.ConsoleRenderer(colors=False) if terminal else structlog.processors.JSONRenderer()
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *chain],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )
