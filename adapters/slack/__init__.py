"""Slack: signed requests in, Block Kit out, and the Web API behind it."""
