"""Passwords: argon2id in a thread, a floor of strength, and equal work for unknown accounts."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from core.kit.text import fold
from core.staff.errors import WeakPassword

MIN_LENGTH = 10
MAX_LENGTH = 256
_COMMON = frozenset(
    (
        "1234567890",
        "12345678910",
        "123456789a",
        "password12",
        "password123",
        "passwords1",
        "qwertyuiop",
        "qwerty12345",
        "salasana12",
        "salasana123",
        "salasana1234",
        "losenord12",
        "losenord123",
        "losenord1234",
        "0987654321",
        "1q2w3e4r5t",
        "letmein123",
        "welcome123",
        "tervetuloa",
        "valkommen1",
        "iloveyou12",
        "abcdefghij",
        "administrator",
    )
)  # folded: no capitals, no diacritics
_hasher = argon2.PasswordHasher()
_pool = ThreadPoolExecutor(2, thread_name_prefix="argon2")  # each hash takes 64 MB
NOBODY = (  # a hash with the same parameters, verified when the account is unknown
    "$argon2id$v=19$m=65536,t=3,p=4$jfhf/o2+hkaTn+qOAst"
    "fRw$uae/tu4cHpuCKHt2N4xt2gSXBm3LEnv+HiMj1SKvphs"
)


def check_strength(password: str, *own: str) -> None:
    """Raise WeakPassword unless it is long enough, uncommon and not made of one's own words."""
    folded = fold(password)
    too_plain = len(set(folded)) < 4 or folded in _COMMON
    mine = any(fold(word) and fold(word) == folded for word in own)
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH or too_plain or mine:
        raise WeakPassword(length=MIN_LENGTH)


async def hash_password(password: str) -> str:
    """Return the argon2id hash, computed in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_pool, _hasher.hash, password)


async def verify(password: str, stored: str | None) -> bool:
    """Tell whether a password fits; without a stored hash the same work is done for nothing."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_pool, _verify, password[:MAX_LENGTH], stored)


def _verify(password: str, stored: str | None) -> bool:
    try:
        _hasher.verify(stored or NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None
