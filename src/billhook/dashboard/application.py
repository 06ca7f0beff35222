"""The Dashboard as an application: its routes behind the door, its files, and the way in."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from billhook.accounts.directory import Directory
from billhook.dashboard.assets import Assets
from billhook.dashboard.cookies import Cookies
from billhook.dashboard.door import guarded
from billhook.dashboard.problems import Problem, problem_page
from billhook.dashboard.rendering import compiled
from billhook.dashboard.routes import ROUTES
from billhook.dashboard.signing_in.links import Links
from billhook.dashboard.signing_in.outside import Outside
from billhook.dashboard.signing_in.pages import WayIn
from billhook.dashboard.signing_in.passkeys import PasskeyDoor
from billhook.dashboard.visiting import Parts
from billhook.db.executor import Executor
from billhook.people.desk import Desk
from billhook.people.sealing import Sealing, server_key
from billhook.settings import Settings

PREFIX = "/dashboard"


def application(settings: Settings, executor: Executor, directory: Directory) -> Starlette:
    """Everything under `/dashboard`."""
    cookies = Cookies(is_secure=settings.public_url.startswith("https://"))
    desk = Desk(executor.transactions.pool, sealing=Sealing(server_key(settings)))
    assets = Assets()
    templates = compiled(assets.icons)
    parts = Parts(settings, executor, directory, desk, cookies, assets, templates)

    async def home(request: Request) -> Response:
        return RedirectResponse(f"{PREFIX}/test", status_code=303)

    async def not_found(request: Request, error: Exception) -> Response:
        path = request.url.path
        if request.method in ("GET", "HEAD") and path.endswith("/"):  # the same without what somebody typed too much
            return RedirectResponse(f"{PREFIX}{path.removeprefix(PREFIX).rstrip('/')}", status_code=303)
        return problem_page(parts, Problem.NOT_FOUND)

    outside = Outside(parts)
    pages = Starlette(
        routes=[
            Route(PREFIX, home),
            Route(f"{PREFIX}/static/{{file}}", parts.assets.serve),
            *WayIn(outside).routes(PREFIX),
            *Links(outside).routes(PREFIX),
            *PasskeyDoor(outside).routes(PREFIX),
            # What is above the modes of an account stands under its id for those who come from another one.
            *[
                Route(f"{PREFIX}/{{mode}}{route.path}", guarded(parts, route), methods=route.methods)
                for route in ROUTES
                if route.outside and route.is_of_account
            ],
            *[
                Route(
                    f"{PREFIX}{'' if route.outside else '/{mode}'}{route.path if route.path != '/' else ''}",
                    guarded(parts, route),
                    methods=route.methods,
                )
                # `/me` is no mode: what stands outside the modes is looked for first.
                for route in sorted(ROUTES, key=lambda route: not route.outside)
            ],
        ],
        exception_handlers={404: not_found, 405: not_found},
    )
    pages.router.redirect_slashes = False  # a redirect would repeat whatever Host the caller sent
    return pages
