"""One folder for each outside thing; none knows another, and none knows the bot."""
