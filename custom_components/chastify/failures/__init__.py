"""Failures: errors of the service as Home Assistant raises and shows them."""
