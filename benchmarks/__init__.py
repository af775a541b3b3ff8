"""Performance as ratios of one run, against a named baseline."""
