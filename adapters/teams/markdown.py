"""Plain text and links in the part of Markdown that Adaptive Cards read.

The syntax is that of https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features.
"""

import re
from urllib.parse import quote, urlsplit

SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_MARKUP = re.compile(
    r"""
      [*`\[\]]                  # emphasis, code, links
    | (?<![^\W_])_ | _(?![^\W_])  # underscores that are not inside a word
    | ~~
    | \\(?=[!-/:-@\[-`{-~])     # a backslash that would escape what follows
    | <(?=[A-Za-z/!?])          # tags and autolinks
    | &(?=\#?\w+;)              # entities
    """,
    re.VERBOSE,
)
_LINE_START = re.compile(r"^(\s*)(#(?=#{0,5}\s)|>|[+-](?=\s)|\d{1,9}(?=[.)]\s))", re.MULTILINE)
_NEWLINES = re.compile(r"\s*\n\s*")


def escape(text: str) -> str:
    """Plain text that reads the same after Markdown; each line becomes a paragraph."""
    lines = _NEWLINES.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    marked = _MARKUP.sub(lambda found: "\\" + found.group(), lines)
    return _LINE_START.sub(_escape_start, marked).replace("\n", "\n\n")


def _escape_start(found: re.Match[str]) -> str:
    indent, mark = found.groups()
    # A number can't be escaped, the dot after it can: "1." becomes "1\.".
    return f"{indent}{mark}\\" if mark.isdigit() else f"{indent}\\{mark}"


def link(label: str, url: str) -> str:
    """A Markdown link; only the label where the URL isn't one of ours to open."""
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        scheme = ""
    if scheme not in SCHEMES:
        return escape(label)
    text = escape(label.replace("\n", " ")) or escape(url)
    return f"[{text}]({quote(url, safe=':/?#@!$&*+,;=%~.-_')})"
