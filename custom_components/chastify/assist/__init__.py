"""Locks, commands and tools for assistants."""
