"""Microsoft Teams, through the Bot Framework's connector service."""
