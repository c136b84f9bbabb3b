"""`/health/live` and `/health/ready`: for whoever restarts this process, and for whoever sends it requests."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from api.allowed import open_to_all
from api.deps import House
from pipelines.health import READY, Health

UNAVAILABLE = 503

router = APIRouter(prefix="/health", include_in_schema=False, dependencies=[open_to_all()])


@router.get("/live")
async def live() -> dict[str, bool]:
    """That this answers is the answer."""
    return {"alive": True}


@router.get("/ready")
async def ready(request: Request) -> JSONResponse:
    """What is not ready stands there with the code of its fault; the server's log and the catalogue say more."""
    state = request.app.state
    home: House = state.house
    if not hasattr(state, "health"):
        state.health = Health(home.application)
    parts = await home.aside(state.health.look)
    well = all(said == READY for said in parts.values())
    return JSONResponse({"ready": well, "parts": dict(parts)}, 200 if well else UNAVAILABLE)
