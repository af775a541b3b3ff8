"""Use cases, conversation, ticks, web, command line: the only room that knows the others."""
