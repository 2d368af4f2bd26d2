"""Commands: their fields and requests, and the one place that sends them."""
