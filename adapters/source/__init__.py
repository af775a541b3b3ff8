"""Where the directory's file is fetched from: a path, or an https address."""

from adapters.source.fetching import NoSource, fetch, is_source

__all__ = ["NoSource", "fetch", "is_source"]
