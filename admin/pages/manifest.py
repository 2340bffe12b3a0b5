"""What lets a phone install the panel as an app."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admin.pages.rendering import language_of, static
from core.kit.i18n import _, use_language


async def manifest(request: Request) -> Response:
    """GET /app.webmanifest"""
    language = language_of(request)
    with use_language(language):
        shown = {
            "name": "Apuri",
            "short_name": "Apuri",
            "description": _("Requests, tasks and hours of your company."),
            "lang": language,
            "id": "/app",
            "start_url": "/app",
            "scope": "/",
            "display": "standalone",
            "background_color": "#f9fafb",
            "theme_color": "#1f5f8b",
            "icons": [
                {"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("icon-192.png"), "sizes": "192x192", "type": "image/png"},
                {"src": static("icon-512.png"), "sizes": "512x512", "type": "image/png"},
            ],
            "shortcuts": [
                {"name": _("Chat with the assistant"), "url": "/app/chat"},
                {"name": _("Log hours"), "url": "/app/hours/new"},
            ],
        }
    return JSONResponse(shown, media_type="application/manifest+json")


ROUTES = [Route("/app.webmanifest", manifest)]
