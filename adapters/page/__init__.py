"""The neutral card as a small page: what a signed link in a mail opens."""
