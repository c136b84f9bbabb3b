"""`fairdial serve`: the server, until it is told to stop."""

from typing import Annotated

import typer
import uvicorn

from pipelines.commands.screen import Screen, settings
from pipelines.live.messages import LARGEST


def serve(
    host: Annotated[str, typer.Option(help="监听地址 / address to listen at")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="端口,0 为任意空闲端口 / port, 0 for any free one", min=0, max=65535)
    ] = 8080,
) -> None:
    """启动服务 / Serve live monitoring of calls; TLS belongs to a proxy in front."""
    screen = Screen(settings().lang)
    # The server is named, not imported: it stands above the commands.
    config = uvicorn.Config(
        "api.app:served",
        factory=True,
        host=host,
        port=port,
        ws_max_size=LARGEST,
        log_config=None,  # what it logs goes where all lines go, through the same filter
        log_level="warning",
        access_log=False,
        server_header=False,
    )
    sock = config.bind_socket()
    sock.listen()  # who connects from now on waits until everything is loaded
    host, port = sock.getsockname()[:2]
    screen.print("serve.listening", host=host, port=port)
    uvicorn.Server(config).run(sockets=[sock])
