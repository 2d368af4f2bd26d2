"""Options flow: the daily limit, the disabled commands, and those that assistants may send."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    DurationSelector,
    DurationSelectorConfig,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from ..account.options import (
    CONF_ASSIST_COMMANDS,
    CONF_DAILY_TIME_LIMIT,
    CONF_DISABLED_COMMANDS,
    Options,
)
from ..commands.table import ASSIST_COMMANDS, COMMANDS, Command

SECTION_LIMITS: Final = "limits"
SECTION_ASSISTANTS: Final = "assistants"

_LIMIT_SELECTOR: Final = DurationSelector(DurationSelectorConfig(enable_day=True))


def _commands_selector(commands: Iterable[Command]) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(
            options=[command.name for command in commands],
            multiple=True,
            mode=SelectSelectorMode.DROPDOWN,
            translation_key="command",
        )
    )


# The lists of commands look alike, so each has its own section.
_SCHEMA: Final = vol.Schema(
    {
        vol.Required(SECTION_LIMITS): section(
            vol.Schema(
                {
                    vol.Optional(CONF_DAILY_TIME_LIMIT): _LIMIT_SELECTOR,
                    vol.Optional(CONF_DISABLED_COMMANDS): _commands_selector(COMMANDS),
                }
            )
        ),
        vol.Required(SECTION_ASSISTANTS): section(
            vol.Schema(
                {
                    vol.Optional(CONF_ASSIST_COMMANDS): _commands_selector(
                        ASSIST_COMMANDS
                    )
                }
            )
        ),
    }
)


class ChastifyOptionsFlow(OptionsFlow):
    """Ask for the options; the entry's update listener reloads it when they change."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the current options; store the entered ones."""
        if user_input is not None:
            limits = user_input[SECTION_LIMITS]
            assistants = user_input[SECTION_ASSISTANTS]
            return self.async_create_entry(
                data={
                    # An empty field means no limit; without this key the default would hold.
                    CONF_DAILY_TIME_LIMIT: limits.get(CONF_DAILY_TIME_LIMIT),
                    CONF_DISABLED_COMMANDS: limits.get(CONF_DISABLED_COMMANDS, []),
                    CONF_ASSIST_COMMANDS: assistants.get(CONF_ASSIST_COMMANDS, []),
                }
            )
        options = Options.of(self.config_entry)
        limit = options.daily_time_limit
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                _SCHEMA,
                {
                    SECTION_LIMITS: {
                        CONF_DAILY_TIME_LIMIT: None
                        if limit is None
                        else _duration_fields(limit),
                        CONF_DISABLED_COMMANDS: sorted(options.disabled_commands),
                    },
                    SECTION_ASSISTANTS: {
                        CONF_ASSIST_COMMANDS: sorted(options.assist_commands)
                    },
                },
            ),
        )


def _duration_fields(duration: timedelta) -> dict[str, int]:
    """Return a duration as the selector takes it."""
    hours, seconds = divmod(duration.seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    return {
        "days": duration.days,
        "hours": hours,
        "minutes": minutes,
        "seconds": seconds,
    }
