"""The account: settings, stored data, limits and the state of the token of a config entry."""
