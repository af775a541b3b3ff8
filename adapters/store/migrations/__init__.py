"""How the tables came to be, revision by revision. What is released is never changed."""
