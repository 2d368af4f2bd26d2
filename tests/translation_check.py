"""A check that every text that Home Assistant would show has a translation."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import partial
import json
from pathlib import Path
import string
from typing import Final
from unittest.mock import patch

from custom_components.chastify.flows.device import ConnectedDeviceFlow
from homeassistant.components.repairs import RepairsFlow
from homeassistant.config_entries import ConfigFlow, ConfigFlowResult
from homeassistant.data_entry_flow import FlowHandler, FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.issue_registry import (
    IssueEntry,
    IssueRegistry,
    async_get as async_get_issues,
)
from tests.added_account import DOMAIN

TRANSLATIONS: Final = (
    Path(__file__).parent.parent / "custom_components" / DOMAIN / "translations"
)

type Tree = dict[str, Tree | str]


LANGUAGES: Final = sorted(path.stem for path in TRANSLATIONS.glob("*.json"))


def load(language: str) -> Tree:
    """Return the translations of a language."""
    tree: Tree = json.loads((TRANSLATIONS / f"{language}.json").read_text("utf-8"))
    return tree


def flat(tree: Tree, prefix: str = "") -> dict[str, str]:
    """Return the texts of a tree by their dotted keys."""
    found: dict[str, str] = {}
    for key, value in tree.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, str):
            found[path] = value
        else:
            found |= flat(value, path)
    return found


def placeholders(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


ENGLISH: Final = flat(load("en"))


def flow_of(flow: object) -> str | None:
    """Return where the texts of one of our flows stand."""
    if isinstance(flow, RepairsFlow) and flow.handler == DOMAIN:
        issue = async_get_issues(flow.hass).async_get_issue(DOMAIN, flow.issue_id)
        return f"issues.{issue.translation_key}.fix_flow" if issue else None
    if isinstance(flow, ConnectedDeviceFlow):
        return "config_subentries.device"
    if isinstance(flow, ConfigFlow) and flow.handler == DOMAIN:
        return "config"
    return None


def menu_texts(flow: object, menu: ConfigFlowResult) -> list[str]:
    """Return the keys of the texts of a menu of ours."""
    options = menu["menu_options"]
    assert isinstance(options, list)
    step = f"{flow_of(flow)}.step.{menu['step_id']}"
    return [
        f"{step}.{text}"
        for text in (
            "title",
            "description",
            *(f"menu_options.{option}" for option in options),
        )
        if flow_of(flow)
    ]


def note_missing(missing: list[str], key: str, given: Mapping[str, str] | None) -> None:
    """Add a text that is missing, or that lacks a value of a placeholder."""
    text = ENGLISH.get(key)
    if text is None:
        missing.append(key)
    elif lacking := placeholders(text) - set(given or ()):
        missing.append(f"{key}: {', '.join(sorted(lacking))}")


@contextmanager
def checked_translations() -> Generator[list[str]]:
    """Collect the keys of shown texts without a translation."""
    missing: list[str] = []
    init = HomeAssistantError.__init__
    get_or_create = IssueRegistry.async_get_or_create
    show_form, show_menu = FlowHandler.async_show_form, FlowHandler.async_show_menu
    abort = FlowHandler.async_abort

    check = partial(note_missing, missing)

    def checked_init(
        self: HomeAssistantError,
        *args: object,
        translation_domain: str | None = None,
        translation_key: str | None = None,
        translation_placeholders: dict[str, str] | None = None,
        **kwargs: object,
    ) -> None:
        if translation_domain == DOMAIN:
            check(f"exceptions.{translation_key}.message", translation_placeholders)
        init(
            self,
            *args,
            translation_domain=translation_domain,
            translation_key=translation_key,
            translation_placeholders=translation_placeholders,
            **kwargs,
        )

    def checked_issue(
        self: IssueRegistry,
        domain: str,
        issue_id: str,
        *,
        translation_key: str,
        translation_placeholders: dict[str, str] | None = None,
        **kwargs: object,
    ) -> IssueEntry:
        if domain == DOMAIN:
            issue = f"issues.{translation_key}"
            check(f"{issue}.title", translation_placeholders)
            # What its flow shows is checked where it is shown.
            if not kwargs["is_fixable"]:
                check(f"{issue}.description", translation_placeholders)
        return get_or_create(
            self,
            domain,
            issue_id,
            translation_key=translation_key,
            translation_placeholders=translation_placeholders,
            **kwargs,  # type: ignore[arg-type] # passed on as they came
        )

    def checked_form(self: FlowHandler, **kwargs: object) -> ConfigFlowResult:
        result: ConfigFlowResult = show_form(self, **kwargs)  # type: ignore[arg-type, assignment] # passed on as they came
        if flow := flow_of(self):
            step = f"{flow}.step.{result['step_id']}"
            given = result["description_placeholders"]
            check(f"{step}.title", {"name": "", **(given or {})})
            check(f"{step}.description", given)
            for error in (result["errors"] or {}).values():
                check(f"{flow}.error.{error}", given)
        return result

    def checked_menu(self: FlowHandler, **kwargs: object) -> ConfigFlowResult:
        result: ConfigFlowResult = show_menu(self, **kwargs)  # type: ignore[arg-type, assignment] # passed on as they came
        for key in menu_texts(self, result):
            check(key, result["description_placeholders"])
        return result

    def checked_abort(self: FlowHandler, **kwargs: object) -> ConfigFlowResult:
        result: ConfigFlowResult = abort(self, **kwargs)  # type: ignore[arg-type, assignment] # passed on as they came
        if (flow := flow_of(self)) and result["type"] is FlowResultType.ABORT:
            check(f"{flow}.abort.{result['reason']}", None)
        return result

    with (
        patch.object(HomeAssistantError, "__init__", checked_init),
        patch.object(IssueRegistry, "async_get_or_create", checked_issue),
        patch.object(FlowHandler, "async_show_form", checked_form),
        patch.object(FlowHandler, "async_show_menu", checked_menu),
        patch.object(FlowHandler, "async_abort", checked_abort),
    ):
        yield missing
