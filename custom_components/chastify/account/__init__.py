"""The account: what is chosen, kept and counted for an entry, and how its token is doing."""
