"""Names and numbers that more than one module of the integration needs."""

import logging
from typing import Final

DOMAIN: Final = "chastify"
NAME: Final = "Chastify"

_LOGGER: Final = logging.getLogger(__package__)

# Above that of any entry of another integration with this domain.
ENTRY_VERSION: Final = 100

CONF_BASE_URL: Final = "base_url"
CONF_LOCK_ID: Final = "lock_id"
INTENT_STOP_DEVICES: Final = "ChastifyStopDevices"

SECTION_ADVANCED: Final = "advanced"

MAX_STATE_LENGTH: Final = 255

# Sent after each good reading, with the id of the entry behind it, also where the reading brings
# nothing new.
SIGNAL_READING: Final = f"{DOMAIN}_reading_"
