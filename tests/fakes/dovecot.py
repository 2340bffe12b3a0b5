"""A real Dovecot 2.3 on free ports of loopback, as root and as an ordinary user.

`apt-get install dovecot-imapd dovecot-lmtpd`. Any user name exists with the same password, so a
test takes a fresh mailbox by inventing a name: one server serves a whole run. Mail is counted from
outside, by looking at the files.
"""

import getpass
import grp
import os
import pwd
import shutil
import smtplib
import socket
import ssl
import subprocess
import time
from pathlib import Path
from typing import Self
from uuid import uuid4

from tests.fakes.certificate import client_context, write_certificate
from tests.fakes.dovecot_configuration import CONFIGURATION, TOKEN_PASSDB, TOKENS
from tests.fakes.ports import free_port, remove, short_folder, wait_until

PASSWORD = "s3cret"
_FOLDERS = ("tmp", "new", "cur")


def program() -> str | None:
    """Return the path of Dovecot, or None where it (or its LMTP part) is not installed."""
    found = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    return found if found and Path("/usr/lib/dovecot/lmtp").exists() else None


class Dovecot:
    """The server; `imap_port` speaks plain and STARTTLS, `imaps_port` TLS, `lmtp_port` LMTP."""

    host = "127.0.0.1"
    password = PASSWORD

    def __init__(self, *, introspection: str = "") -> None:
        """`introspection`: where access tokens are asked about (RFC 7662); else passwords only."""
        self._introspection = introspection
        self.root = short_folder("apuri-dc-")
        self.imap_port, self.imaps_port, self.lmtp_port = free_port(), free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._mail_account = _mail_account()

    @property
    def pid(self) -> int | None:
        """The server's process; None while it does not run."""
        return self._process.pid if self._process else None

    def start(self) -> Self:
        """Return when the server greets; about 0.2 s."""
        dovecot = program()
        if dovecot is None:
            raise FileNotFoundError("apt-get install dovecot-imapd dovecot-lmtpd")
        self._write_configuration()
        self._process = subprocess.Popen(
            [dovecot, "-F", "-c", self.root / "dovecot.conf"], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            wait_until(self._greets, seconds=15, what="Dovecot's greeting")
        except BaseException as error:
            error.add_note(self.log())
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End the server and remove its mail."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(5)
        remove(self.root)

    def restart(self) -> None:
        """End the server and start it again with the same mail and ports."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait(10)
        self.start()

    def tls(self) -> ssl.SSLContext:
        """Return a client context that trusts this server's certificate only."""
        return client_context(self.root)

    @property
    def certificate(self) -> Path:
        """The certificate a client has to be told to trust."""
        return self.root / "cert.pem"

    def fresh_user(self, name: str = "box") -> str:
        """Return the name of a mailbox that nobody used before."""
        return f"{name}-{uuid4().hex[:12]}@example.test"

    def drop(self, user: str, raw: bytes, folder: str = "INBOX") -> str:
        """Put a mail into a folder as a delivery agent does; wakes IDLE. Return the file's name."""
        box = self._box(user, folder)
        self._make(box)
        name = f"{time.time():.6f}.{uuid4().hex}.test"
        waiting = box / "tmp" / name
        waiting.write_bytes(raw)
        self._give_away(waiting)
        waiting.rename(box / "new" / name)
        return name

    def deliver(self, raw: bytes, recipient: str, sender: str = "") -> None:
        """Deliver by LMTP: adds Return-Path, Delivered-To (with the +detail) and Received."""
        with smtplib.LMTP(self.host, self.lmtp_port, timeout=10) as client:
            client.sendmail(sender, [recipient], raw)

    def mails(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """Return what lies in a folder, oldest first, seen from outside."""
        box = self._box(user, folder)
        files = [path for sub in ("new", "cur") for path in (box / sub).glob("*")]
        return [path.read_bytes() for path in sorted(files, key=lambda path: path.name)]

    def count(self, user: str, folder: str = "INBOX") -> int:
        """Return how many mails lie in a folder, seen from outside."""
        box = self._box(user, folder)
        return sum(1 for sub in ("new", "cur") for _path in (box / sub).glob("*"))

    def folders(self, user: str) -> list[str]:
        """Return a mailbox's folders beside INBOX, seen from outside."""
        return sorted(
            path.name[1:] for path in self._box(user, "INBOX").glob(".*") if path.is_dir()
        )

    def log(self) -> str:
        """Return what Dovecot wrote into its log."""
        path = self.root / "dovecot.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _box(self, user: str, folder: str) -> Path:
        top = self.root / "mail" / user
        return top if folder.upper() == "INBOX" else top / ("." + folder.replace("/", "."))

    def _make(self, box: Path) -> None:
        top = self.root / "mail" / box.relative_to(self.root / "mail").parts[0]
        for path in (top, box, *(box / name for name in _FOLDERS)):
            if not path.exists():
                path.mkdir()
                self._give_away(path)

    def _give_away(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, *self._mail_account)

    def _write_configuration(self) -> None:
        for name in ("run", "state", "mail", "home"):
            (self.root / name).mkdir(exist_ok=True)
        if not self.certificate.exists():
            write_certificate(self.root)
        if os.geteuid() == 0:
            accounts = {"internal": "dovecot", "group": "dovecot", "login": "dovenull"}
            self.root.chmod(0o755)
            self._give_away(self.root / "mail")
            self._give_away(self.root / "home")
        else:
            me, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
            accounts = {"internal": me, "group": group, "login": me}
        uid, gid = self._mail_account
        text = CONFIGURATION.format(
            root=self.root, name=self.root.name, password=PASSWORD, uid=uid, gid=gid,
            imap=self.imap_port, imaps=self.imaps_port, lmtp=self.lmtp_port, **accounts,
            token_mechanisms=" xoauth2 oauthbearer" if self._introspection else "",
            token_passdb=TOKEN_PASSDB.format(root=self.root) if self._introspection else "",
        )  # fmt: skip
        tokens = TOKENS.format(introspection=self._introspection)
        (self.root / "tokens.conf").write_text(tokens, encoding="utf-8")
        (self.root / "dovecot.conf").write_text(text, encoding="utf-8")

    def _greets(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError("Dovecot ended at once")
        try:
            with socket.create_connection((self.host, self.imap_port), 1) as connection:
                return connection.recv(4) == b"* OK"
        except OSError:
            return False


def _mail_account() -> tuple[int, int]:
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        return nobody.pw_uid, nobody.pw_gid
    return os.getuid(), os.getgid()
