"""One run from its plan to its reckoning."""

import logging

from adapters.store import open_store
from tests.soak.ledger import Ledger, reckon
from tests.soak.virtual import VirtualLoop, run
from tests.soak.world import Plan, World


def soak(plan: Plan) -> Ledger:
    """Play the day of a plan and compare what came of it. Raises RuntimeError for a lost task."""
    # What goes wrong on purpose is counted, not told.
    logging.disable(logging.ERROR)
    try:
        world = run(lambda loop: _lived(plan, loop))
    finally:
        logging.disable(logging.NOTSET)
    store = open_store(plan.url)
    try:
        return reckon(world, store)
    finally:
        store.close()


async def _lived(plan: Plan, loop: VirtualLoop) -> World:
    world = World(plan, loop)
    await world.live()
    return world
