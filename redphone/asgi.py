"""The web: pages by Django in threads, the live line and the control door beside it in one event loop."""

import os
from collections.abc import Awaitable
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redphone.settings")

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

from redphone.door.bodies import Application, Receive, Scope, Send, whole_bodies
from redphone.door.control import PATH, ControlDoor

THREADS = 8
ANSWERS_AHEAD = 1024
"""Pieces of an answer kept for a slow reader, so that none of Django's threads waits for one."""


class House:
    """The application: one for each process."""

    def __init__(self, *, threads: int = THREADS) -> None:
        django = get_wsgi_application()
        from redphone.live.application import LiveLine  # it needs Django to be ready

        pages = WSGIMiddleware(django, workers=threads, send_queue_size=ANSWERS_AHEAD)  # type: ignore[arg-type]
        self.live = LiveLine()
        self.control = ControlDoor()
        self._pages = whole_bodies(cast(Application, pages))

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] == "lifespan":
            return self._live_and_end(receive, send)
        if scope["type"] != "http":
            return send({"type": "websocket.close", "code": 1000})
        return self._room_for(scope["path"])(scope, receive, send)

    def _room_for(self, path: str) -> Application:
        rooms: dict[str, Any] = {"/live/": self.live, PATH: self.control}
        return cast(Application, rooms.get(path, self._pages))

    async def _live_and_end(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.live.start()
            else:
                await self.stop()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    async def stop(self) -> None:
        """End the lines and shut the control door: what is left of requests can end by itself."""
        self.control.stop()
        await self.live.stop()


def __getattr__(name: str) -> House:
    """`redphone.asgi:application` for another ASGI server, made when it is asked for."""
    if name != "application":
        raise AttributeError(name)
    house = globals()["application"] = House()
    return house
