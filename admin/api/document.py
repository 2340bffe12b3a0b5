"""The guide of the API: as OpenAPI 3.1 for programs, as a page for people."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admin.api.reading import NAMES
from admin.api.writing import CALLS
from admin.pages.serving import reading, show
from core.access.actor import require
from core.access.permissions import Permission
from core.columns import Column
from core.views.catalogue import lists_for
from core.views.criteria import label_of
from core.views.queries import open_list

_ERROR = {
    "type": "object",
    "properties": {"error": {"type": "object", "properties": {
        "code": {"type": "string"}, "message": {"type": "string"}, "field": {"type": "string"},
    }}},
}  # fmt: skip


def openapi() -> dict[str, Any]:
    """Return the OpenAPI document: made of the routes and shapes themselves."""
    paths: dict[str, dict[str, Any]] = {}
    for name in NAMES:
        paths.setdefault(f"/api/v1/{name}", {})["get"] = _list(name)
        paths.setdefault(f"/api/v1/{name}/{{ref}}", {})["get"] = _one(name)
    schemas: dict[str, Any] = {"Error": _ERROR}
    for method, path, shape, change in CALLS:
        schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas[shape.__name__] = schema
        paths.setdefault(path, {})[method.lower()] = _call(path, shape.__name__, change)
    return {
        "openapi": "3.1.0", "info": {"title": "Apuri", "version": "1"}, "paths": paths,
        "components": {
            "schemas": schemas, "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}
        },
        "security": [{"key": []}],
    }  # fmt: skip


def _parameters(path: str) -> list[dict[str, Any]]:
    named = [{"name": "ref", "in": "path", "required": True, "schema": {"type": "string"}}]
    return named if "{ref}" in path else []


def _list(name: str) -> dict[str, Any]:
    asked = [{"name": one, "in": "query", "schema": {"type": "string"}}
             for one in ("columns", "criteria", "q", "sort", "cursor", "limit")]  # fmt: skip
    return {"operationId": f"list_{name}", "parameters": asked, "responses": _answers("200")}


def _one(name: str) -> dict[str, Any]:
    return {
        "operationId": f"get_{name}", "parameters": _parameters("{ref}"),
        "responses": _answers("200"),
    }  # fmt: skip


def _call(path: str, shape: str, change: Any) -> dict[str, Any]:
    body = {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape}"}}}
    once = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}
    return {
        "operationId": change.__name__, "parameters": [*_parameters(path), once],
        "requestBody": {"required": True, "content": body},
        "responses": _answers("201" if change.__name__.startswith("new_") else "200"),
    }  # fmt: skip


def _answers(good: str) -> dict[str, Any]:
    told = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    found = {"application/json": {"schema": {"type": "object"}}}
    refused = {
        code: {"description": words, "content": told}
        for code, words in (("401", "no key"), ("403", "not allowed"), ("404", "not there"),
                            ("409", "changed meanwhile"), ("422", "not as it should be"),
                            ("429", "too often"))
    }  # fmt: skip
    return {good: {"description": "done", "content": found}, **refused}


async def document(_request: Request) -> Response:
    """GET /api/openapi.json"""
    return JSONResponse(openapi())


async def guide(request: Request) -> Response:
    """GET /app/keys/guide: what a program can do, with the columns of this company's lists."""
    async with reading(request) as (session, actor):
        require(actor.may(Permission.USE_API))
        kinds = {one.kind: one for one in lists_for(actor)}
        lists: list[tuple[str, str, list[tuple[Column, str]]]] = []
        for name, kind in NAMES.items():
            if kind in kinds:
                columns = (await open_list(session, actor, kind)).columns.values()
                named = [(column, label_of(column)) for column in columns]
                lists.append((name, kinds[kind].label, named))
        calls = [(method, path, list(shape.model_fields)) for method, path, shape, _c in CALLS]
        base = request.state.app.settings.base_url.rstrip("/")
        return await show(request, session, "keys_guide.html", lists=lists, calls=calls, base=base)


ROUTES = [
    Route("/api/openapi.json", document),
    Route("/app/keys/guide", guide),
]
