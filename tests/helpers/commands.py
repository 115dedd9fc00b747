"""Commands run in this process, on a machine of one's own."""

import io
import os
import sys

from outreach_bot import cli, settings


def own_machine(monkeypatch, folder):
    """No settings, an own key, an empty folder to stand in."""
    for name in [name for name in os.environ if name.startswith(settings.PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.chdir(folder)
    return folder


def run_command(monkeypatch, capsys, arguments, *, stdin=None):
    """Run one command; returns exit code, standard output and standard error."""
    monkeypatch.setattr(sys, "argv", ["outreach-bot", *map(str, arguments)])
    if stdin is not None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    code = 0
    try:
        cli.main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    return (code, *capsys.readouterr())
