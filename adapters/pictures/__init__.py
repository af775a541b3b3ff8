"""Pictures, drawn by matplotlib in a process of their own: imported only where one is drawn."""
