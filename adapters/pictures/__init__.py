"""Pictures, drawn by matplotlib: imported only when there is something to draw."""
