"""Home Assistant's REST interface, as far as it is needed here."""

from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from .json_types import JsonObject
from .problem import Problem

_TIMEOUT = ClientTimeout(total=60)


class Rest:
    """Requests to one Home Assistant; with a token after `log_in`."""

    def __init__(self, session: ClientSession, url: str) -> None:
        """Talk to the instance at this address."""
        self._session = session
        self.url = url
        self.token: str | None = None

    @property
    def client_id(self) -> str:
        """What signs the tokens; the same that the frontend uses."""
        return f"{self.url}/"

    async def get(self, path: str, **query: str) -> Any:
        """Read something."""
        return await self._request("GET", path, params=query)

    async def post(self, path: str, content: JsonObject) -> Any:
        """Send something."""
        return await self._request("POST", path, json=content)

    async def delete(self, path: str) -> Any:
        """Remove something."""
        return await self._request("DELETE", path)

    async def create_owner(self, name: str, password: str) -> None:
        """Do the step of onboarding that makes the first user."""
        user = {
            "client_id": self.client_id,
            "name": name,
            "username": name,
            "password": password,
            "language": "en",
        }
        await self.post("/api/onboarding/users", user)

    async def log_in(self, name: str, password: str) -> None:
        """Get a token for the requests that follow."""
        self.token = (await self.tokens_of(name, password))["access_token"]

    async def tokens_of(self, name: str, password: str) -> JsonObject:
        """Log a user in; return access and refresh token, and `expires_in` in seconds."""
        client = {"client_id": self.client_id}
        flow = await self.post(
            "/auth/login_flow",
            {
                **client,
                "handler": ["homeassistant", None],
                "redirect_uri": self.client_id,
            },
        )
        step = await self.post(
            f"/auth/login_flow/{flow['flow_id']}",
            {**client, "username": name, "password": password},
        )
        if step.get("type") != "create_entry":
            raise Problem(f"Home Assistant refused the log-in of {name}.")
        tokens: JsonObject = await self._request(
            "POST",
            "/auth/token",
            data={
                **client,
                "grant_type": "authorization_code",
                "code": step["result"],
            },
        )
        return tokens

    async def _request(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            async with self._session.request(
                method, self.url + path, headers=headers, timeout=_TIMEOUT, **options
            ) as response:
                if response.status >= 400:
                    raise Problem(
                        f"Home Assistant answered {method} {path} with status"
                        f" {response.status}: {(await response.text())[:200]}"
                    )
                return await response.json()
        except (ClientError, TimeoutError) as error:
            raise Problem(f"Home Assistant did not answer {method} {path}.") from error
