"""Every route that answers a GET, as the routers name them: new pages are looked at without anybody adding them."""

from fastapi.routing import APIRoute

from api.allowed import Allowed
from api.app import ROUTERS
from audit.rights import ROLES

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
GETS = [route for route in ROUTES if min(route.methods) == "GET"]
#: What a route has to be asked for, to have something to show.
ASKED = {
    "/search": "?q=severity>=3",
    "/search/draft": "?q=通讯录",
    "/queue": "?view=all",
    "/retention": "?counts=true",
    "/api/v1/search": "?q=severity>=3",
    "/api/v1/exports/search": "?q=severity>=3",
    "/api/v1/exports/incidents": "?view=all",
}


def declared(route):
    """The verbs of a route, as `allowed` and `open_to_all` left them; None for the latter."""
    return [one.call.verb for one in route.dependant.dependencies if isinstance(one.call, Allowed)]


def name(route):
    return f"{min(route.methods)} {route.path}"


def address(home, route):
    """Of this route in a furnished home, with everything filled in and something to show."""
    return home.address(route.path) + ASKED.get(route.path, "")


def roles(route):
    """Who may come in, those first who may do most there."""
    (verb,) = declared(route)
    allowed = [role for role in ROLES if verb is None or verb in ROLES[role]]
    return sorted(allowed, key=lambda role: -len(ROLES[role]))
