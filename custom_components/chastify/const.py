"""Names and numbers that more than one module of the integration needs."""

from typing import Final

DOMAIN: Final = "chastify"
NAME: Final = "Chastify"

# Above that of any entry of another integration with this domain.
ENTRY_VERSION: Final = 100

CONF_BASE_URL: Final = "base_url"
CONF_LOCK_ID: Final = "lock_id"
INTENT_STOP_DEVICES: Final = "ChastifyStopDevices"

SECTION_ADVANCED: Final = "advanced"

MAX_STATE_LENGTH: Final = 255

# Fired for each event of a lock.
EVENT_CHASTIFY: Final = f"{DOMAIN}_event"

# The signal of each good reading, also of one without changes; the entry's id is appended.
SIGNAL_READING: Final = f"{DOMAIN}_reading_"
