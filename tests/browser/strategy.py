"""The dashboard that makes itself, and the dialogs in which a person makes and changes it."""

from playwright.async_api import Locator, Page

from tests.real.websocket import Websocket

DASHBOARDS = "/config/lovelace/dashboards"
URL_PATH = "dashboard-chastify"
"""What the dialog suggests."""


class NewDashboard:
    """The page of dashboards, with the dialog for a new one."""

    def __init__(self, page: Page) -> None:
        """Use this page, which shows the dashboards of the house."""
        self.page = page
        self.offered = page.locator("ha-dialog-new-dashboard dashboard-card")
        """All that can be chosen."""
        self._form = page.locator("dialog-lovelace-dashboard-detail")

    async def open(self) -> None:
        """Open the dialog."""
        await self.page.locator(
            "ha-config-lovelace-dashboards ha-button[slot=fab]"
        ).click()

    def named(self, name: str) -> Locator:
        """Return what is offered by a name."""
        return self.offered.filter(has=self.page.get_by_text(name, exact=True))

    async def make(self, name: str) -> None:
        """Make the dashboard of that name as it is suggested."""
        await self.named(name).click()
        await self._form.locator("[slot=primaryAction]").click()
        await self._form.locator("ha-dialog").wait_for(state="detached")


def path(view: str) -> str:
    """Return the path of a view of the dashboard."""
    return f"/{URL_PATH}/{view}"


async def take_control(page: Page) -> None:
    """Make an ordinary dashboard of the one that a page shows."""
    await page.get_by_role("button", name="Edit dashboard").click()
    dialog = page.locator("hui-dialog-save-config")
    await dialog.locator("[slot=primaryAction]").click()
    await dialog.locator("ha-dialog").wait_for(state="detached")


async def remove_dashboard(websocket: Websocket) -> None:
    """Remove the dashboard, where there is one."""
    for dashboard in await websocket.command("lovelace/dashboards/list"):
        if dashboard["url_path"] == URL_PATH:
            await websocket.command(
                "lovelace/dashboards/delete", dashboard_id=dashboard["id"]
            )
