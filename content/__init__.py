"""Words and facts as data, their validated loading, and cards made of them."""
