"""The terminal: cards as plain text, for people without a platform and for scripts."""

from adapters.terminal.text import render

__all__ = ["render"]
