"""Names and numbers that more than one module of the integration needs."""

from datetime import timedelta
import logging
from typing import Final

DOMAIN: Final = "chastify"
NAME: Final = "Chastify"

_LOGGER: Final = logging.getLogger(__package__)

CONF_BASE_URL: Final = "base_url"
SECTION_ADVANCED: Final = "advanced"

INTERVAL_WITH_LOCK: Final = timedelta(seconds=30)
INTERVAL_WITHOUT_LOCK: Final = timedelta(seconds=60)
LONGEST_INTERVAL_AFTER_FAILURE: Final = timedelta(minutes=5)

MAX_STATE_LENGTH: Final = 255
