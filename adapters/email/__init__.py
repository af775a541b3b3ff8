"""Mail: sent over SMTP, or kept as a file where no server is set."""
