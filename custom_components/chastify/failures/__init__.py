"""Failures: what errors of the service become for a person."""
