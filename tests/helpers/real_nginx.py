"""A real nginx in front of a bot, with the site that the README gives; on ports of its own, in a folder of its own."""

import asyncio
import datetime as dt
import ipaddress
import os
import re
import shutil
import ssl
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.helpers.bot_process import free_port
from tests.helpers.needed import missing

README = Path(__file__).parents[2] / "README.md"
NAME = "chat.example.org"
PROGRAMS = ("nginx", "/usr/sbin/nginx")
START_SECONDS = 30
AROUND = """\
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 768; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site;
}}
"""


def program():
    """Where nginx is; skips without it, which CI does not let pass."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found is None:
        missing("there is no nginx on this machine (apt-get install nginx-light)")
    return found


def readme_site():
    """The site of the README, word for word."""
    (site,) = re.findall(r"^```nginx\n(.*?)^```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return site


def readme_settings():
    """The settings the README gives with it."""
    text = README.read_text("utf-8")
    return dict(re.findall(r"^(OUTREACH_\w+)=(\S+)$", text, re.MULTILINE))


@dataclass(frozen=True)
class Nginx:
    https: int
    http: int
    trust: ssl.SSLContext

    @property
    def url(self):
        return f"https://127.0.0.1:{self.https}"


@asynccontextmanager
async def in_front_of(port, folder):
    """Run nginx in front of the bot on `port`, with only ports and files of the README's site put in place."""
    started = program()
    https, http = free_port(), free_port()
    certificate(folder)
    places = {
        "listen 443 ": f"listen 127.0.0.1:{https} ",
        "listen [::]:443 ": f"listen 127.0.0.2:{https} ",
        "listen 80;": f"listen 127.0.0.1:{http};",
        "listen [::]:80;": f"listen 127.0.0.2:{http};",
        "http://127.0.0.1:8080": f"http://127.0.0.1:{port}",
        f"/etc/letsencrypt/live/{NAME}": str(folder),
    }
    site = readme_site()
    for theirs, ours in places.items():
        assert theirs in site, theirs
        site = site.replace(theirs, ours)
    (folder / "site").write_text(site, "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user), "utf-8")
    process = await asyncio.create_subprocess_exec(
        started, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")
    )
    try:
        await _answers(process, https, folder)
        trust = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
        yield Nginx(https=https, http=http, trust=trust)
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), START_SECONDS)


async def _answers(process, port, folder):
    async with asyncio.timeout(START_SECONDS):
        while True:
            assert process.returncode is None, (folder / "error.log").read_text("utf-8")
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


def certificate(folder):
    """Make a certificate that only this test trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName(NAME), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
