"""What each start of the bot does alike, and a process that starts it ten thousand times needs to do only once.

Nothing of it is about a run: templates and routes are what they are.
"""

import gc
from functools import cache
from typing import Any

import jinja2
from starlette import routing

from outreach_bot import app


@cache
def share() -> None:
    """Compile each template, and each path of a route, the first time only; and spare the collector, as the bot does."""
    compile_template, compile_path = jinja2.Environment.compile, routing.compile_path
    templates: dict[tuple[Any, ...], Any] = {}

    def compiled(self: jinja2.Environment, *given: Any, **named: Any) -> Any:
        key = (*given, *sorted(named.items()))
        if key not in templates:
            templates[key] = compile_template(self, *given, **named)
        return templates[key]

    jinja2.Environment.compile = compiled  # type: ignore[method-assign]
    routing.compile_path = cache(compile_path)
    app.spare_the_collector()
    gc.set_threshold(50_000, 20, 20)
