"""Mail addresses that a mail server takes (RFC 5321), whoever typed them."""

import re
from typing import Final

_LOCAL: Final = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_TOP: Final = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")
_LOCAL_AT_MOST: Final = 64
_AT_MOST: Final = 254


def can_be_mailed(text: str) -> bool:
    """Is it ``local@domain`` with a local part in ASCII? The domain may have other letters."""
    local, _, domain = text.rpartition("@")
    if len(text) > _AT_MOST or len(local) > _LOCAL_AT_MOST or not _LOCAL.fullmatch(local.lower()):
        return False
    try:
        labels = domain.encode("idna").decode("ascii").lower().split(".")
    except UnicodeError:
        return False
    return (
        len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and _TOP.fullmatch(labels[-1]) is not None
    )
