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
    "address", "attempts", "campaign", "code", "count", "error", "exception", "file", "job", "key", "kind", "method",
    "ms", "owed", "path", "person", "port", "reason", "retry_after", "seconds", "session", "state", "status", "table", "turn",
    "update", "update_id", "version", "where",
})  # fmt: skip
"""Keys whose values may be logged. Ids, codes, counts and names of things in the code; nobody's words."""

_PATTERNS = (
    (re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}"), "<token>"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "<email>"),
    (re.compile(r"(?<![\w:.-])\+?\(?\d[\d ()./-]{6,}\d(?![\w-])"), "<number>"),
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
