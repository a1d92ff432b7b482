"""Passwords of PDFs: asked for without showing them, or taken from the environment; never an option of the line."""

from __future__ import annotations

import getpass
import io
import os

from rehab.cli import screening
from rehab.errors import UsageError, fail

VARIABLE = "REHAB_PDF_PASSWORD"
LOCKED = "Locked with AES-256. Without the password nobody can open it, and its bytes differ each time."
LOCKED_ALL = (
    "Locked with AES-256, all with one password. Without it nobody can open them, and their bytes differ each time."
)
_MOST_BYTES = 127
"""More than AES-256 in PDF looks at."""


def ask_one(what: str) -> str:
    """Return the password of a file that has one. Raises UsageError where nobody can be asked."""
    given = os.environ.get(VARIABLE)
    if given is not None:
        return given
    if not screening.is_terminal():
        raise fail(UsageError, "no-password", f"{what} has a password", f"set {VARIABLE}, or do it at a terminal")
    return getpass.getpass(f"Password of {what}: ")


def ask_new() -> str:
    """Return a new password, asked for twice. Raises UsageError for one that cannot be used."""
    password = os.environ.get(VARIABLE)
    if password is None:
        if not screening.is_terminal():
            hint = f"set {VARIABLE}, or do it at a terminal"
            raise fail(UsageError, "no-password", "--password: there is nobody to ask for it", hint)
        password = getpass.getpass("Password for the PDF: ")
        if getpass.getpass("The same again: ") != password:
            raise fail(UsageError, "bad-password", "--password: the two are not the same", "nothing was written")
    if not password:
        raise fail(UsageError, "bad-password", "--password: an empty password protects nothing", "give one")
    if len(password.encode("utf-8", "surrogateescape")) > _MOST_BYTES:
        message = f"--password: it has more than {_MOST_BYTES} bytes, and a PDF looks at no more"
        raise fail(UsageError, "bad-password", message, "take a shorter one")
    return password


def check_lock() -> None:
    """Raise UsageError where the package that locks a PDF is not there."""
    try:
        import pikepdf  # noqa: F401
    except ImportError:
        hint = "install it with: pip install 'rehab-planner[pdf]'"
        raise fail(UsageError, "not-installed", "--password needs pikepdf", hint) from None


def locked(content: bytes, password: str) -> bytes:
    """Return a PDF that opens with a password alone (AES-256); its bytes differ each time."""
    import pikepdf

    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(owner=password, user=password, R=6))
    return made.getvalue()


def says_the_same(one: bytes, two: bytes, password: str) -> bool:
    """Tell whether two locked PDFs open with this password and hold the same."""
    import pikepdf

    opened = []
    for content in (one, two):
        made = io.BytesIO()
        try:
            with pikepdf.open(io.BytesIO(content), password=password) as pdf:
                pdf.save(made, static_id=True, encryption=False)
        except (pikepdf.PasswordError, pikepdf.PdfError):
            return False
        opened.append(made.getvalue())
    return opened[0] == opened[1]
