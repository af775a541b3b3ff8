"""Somebody elsewhere who notices when the bot falls silent."""
