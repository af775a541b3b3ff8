"""The seed of everything that is left to chance in ``make chaos`` and ``make soak``."""

import os

SEED = int(os.environ.get("IOM_CHAOS_SEED", "20261121"))
