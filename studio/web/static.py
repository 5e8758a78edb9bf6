"""Static files: served by WhiteNoise from the site's own process, with hashed names in production."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.http import FileResponse, HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise for an ASGI server: an answer holds its whole file.

    Under ASGI a streamed file is read by a synchronous iterator, which Django gathers in a thread and warns about; the
    site's files are small, so they are read at once.
    """

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """Answer with the file's bytes and WhiteNoise's headers (cache, type, ranges)."""
        streamed: FileResponse = WhiteNoiseMiddleware.serve(static_file, request)
        body = b"".join(streamed.streaming_content) if request.method == "GET" else b""  # type: ignore[arg-type]
        streamed.close()
        return HttpResponse(body, status=streamed.status_code, headers=dict(streamed.headers))


class HashedFiles(ManifestStaticFilesStorage):
    """Files named by their content, module imports included, so that browsers may keep them for ever."""

    support_js_module_import_aggregation = True
