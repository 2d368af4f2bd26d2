"""The lock: what an answer of the service means. Nothing here knows an entry, sends or stores."""
