"""Fixtures: the stores of an account as files."""

from tests.stored_files import hass_config_dir, hass_storage

__all__ = ["hass_config_dir", "hass_storage"]
