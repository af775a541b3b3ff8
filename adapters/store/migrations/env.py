"""Runs revisions on the connection that ``adapters.store.schema`` hands over, in its transaction.

Deliberately without settings of its own: no address of a database, no logging.
"""

from alembic import context

from adapters.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
