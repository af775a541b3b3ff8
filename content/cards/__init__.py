"""Neutral cards: what happened, in words, before any platform's dialect."""
