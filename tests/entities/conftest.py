"""Fixtures: a recorder with statistics at the stopped clock."""

from tests.stopped_recorder import enable_statistics, recorder_mock

__all__ = ["enable_statistics", "recorder_mock"]
