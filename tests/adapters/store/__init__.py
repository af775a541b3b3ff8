"""One contract, two databases: every test here runs on SQLite and on a real PostgreSQL."""
