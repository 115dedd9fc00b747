"""Debian's Postfix on this machine, in a folder of its own: it takes letters over STARTTLS and puts them into mailboxes."""

import asyncio
import os
import pwd
import socket
import subprocess
import time
from pathlib import Path

from tests.helpers.bot_process import free_port
from tests.helpers.patience import PATIENCE

START_SECONDS = PATIENCE
STOP_SECONDS = PATIENCE
DOMAIN = "riverside.example"
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/lib
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
myhostname = mail.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.1/32
alias_maps =
alias_database =
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {folder}/boxes
virtual_mailbox_maps = texthash:{folder}/known
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
smtpd_recipient_restrictions = check_recipient_access texthash:{folder}/answers, reject_unauth_destination
smtpd_tls_security_level = may
smtpd_tls_cert_file = {folder}/cert.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
message_size_limit = 20480000
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup    unix  n  -  n  60   1  pickup
cleanup   unix  n  -  n  -    0  cleanup
qmgr      unix  n  -  n  300  1  qmgr
tlsmgr    unix  -  -  n  1000? 1 tlsmgr
rewrite   unix  -  -  n  -    -  trivial-rewrite
bounce    unix  -  -  n  -    0  bounce
defer     unix  -  -  n  -    0  bounce
trace     unix  -  -  n  -    0  bounce
verify    unix  -  -  n  -    1  verify
proxymap  unix  -  -  n  -    -  proxymap
error     unix  -  -  n  -    -  error
retry     unix  -  -  n  -    -  error
discard   unix  -  -  n  -    -  discard
virtual   unix  -  n  n  -    -  virtual
anvil     unix  -  -  n  -    1  anvil
postlog   unix-dgram n - n  -  1  postlogd
"""


def is_missing() -> bool:
    """Whether there is no Postfix on this machine."""
    return not Path("/usr/lib/postfix/sbin/master").is_file()


class RealPostfix:
    """`boxes` are who has a mailbox; `answers` is what others are answered at RCPT. `folder` holds cert.pem and key.pem."""

    def __init__(self, folder: Path, *boxes: str, answers: dict[str, str] | None = None):
        self.folder = folder
        self.boxes = boxes
        self.answers = answers or {}
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"smtp://localhost:{self.port}"

    def __enter__(self):
        self._write()
        with (self.folder / "postfix.txt").open("wb") as said:
            self.process = subprocess.Popen([*self._command, "start-fg"], stdout=said, stderr=said)
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "postfix.txt").read_text()
            assert time.monotonic() < until, (self.folder / "mail.log").read_text()
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        assert self.process
        subprocess.run([*self._command, "stop"], check=True, capture_output=True, timeout=STOP_SECONDS)
        self.process.wait(STOP_SECONDS)

    @property
    def _command(self) -> list[str]:
        return ["/usr/sbin/postfix", "-c", str(self.folder / "etc")]

    def letters(self, box: str) -> list[bytes]:
        """What is in a mailbox, oldest first."""
        folder = self.folder / "boxes" / box / "new"
        return [
            path.read_bytes() for path in sorted(folder.glob("*"), key=lambda each: each.stat().st_mtime_ns)
        ]

    async def until(self, box: str, count: int) -> list[bytes]:
        """What is in a mailbox once there are `count`."""
        async with asyncio.timeout(START_SECONDS):
            while len(self.letters(box)) < count:
                await asyncio.sleep(0.05)
        return self.letters(box)

    def _write(self) -> None:
        owner = pwd.getpwnam("postfix")
        etc, lib, boxes = (self.folder / name for name in ("etc", "lib", "boxes"))
        for folder in (etc, lib, boxes, self.folder / "spool"):
            folder.mkdir()
        for folder in (lib, boxes):
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        self.folder.chmod(0o711)  # Postfix's own user looks for its maps and boxes in here
        values = {"folder": self.folder, "domain": DOMAIN, "uid": owner.pw_uid, "gid": owner.pw_gid}
        (etc / "main.cf").write_text(MAIN.format(**values))
        (etc / "master.cf").write_text(MASTER.format(port=self.port))
        (self.folder / "known").write_text("".join(f"{box}@{DOMAIN} {box}/\n" for box in self.boxes))
        lines = "".join(f"{box}@{DOMAIN} {answer}\n" for box, answer in self.answers.items())
        (self.folder / "answers").write_text(lines)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as asked:
                greeting = asked.recv(512)
                asked.sendall(b"QUIT\r\n")
        except OSError:
            return False
        return greeting.startswith(b"220")
