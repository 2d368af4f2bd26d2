"""Pictures joined to one."""

from base64 import b64encode
from collections.abc import Sequence

from playwright.async_api import Browser

_MARGIN = 16
_PAGE = """
<body style="margin: 0; display: inline-flex; align-items: start; gap: {margin}px; padding: {margin}px; background: #9aa4ab">
{pictures}
</body>
"""


async def joined(browser: Browser, pictures: Sequence[bytes]) -> bytes:
    """Return the pictures side by side."""
    page = await browser.new_page()
    tags = "\n".join(
        f'<img src="data:image/png;base64,{b64encode(picture).decode()}">'
        for picture in pictures
    )
    await page.set_content(_PAGE.format(margin=_MARGIN, pictures=tags))
    picture = await page.locator("body").screenshot()
    await page.close()
    return picture
