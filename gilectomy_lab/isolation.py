"""The server extension: headers that make the server's pages cross-origin isolated.

A browser gives a page shared memory between workers only when the page promises to keep foreign documents
out of its process, by two headers: Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy. They are
needed on the page, on its workers and on their scripts, so every response gets them.
"""

import os

from jupyter_server.extension.application import ExtensionApp
from tornado.web import OutputTransform
from traitlets import Enum

ENVIRONMENT_VARIABLE = "GILECTOMY_ISOLATION"
MODES = ("auto", "credentialless", "require-corp", "off")


class GilectomyLab(ExtensionApp):
    """Makes the pages of the server cross-origin isolated."""

    name = "gilectomy_lab"

    isolation = Enum(
        MODES,
        default_value="auto",
        config=True,
        help=f"""
        How foreign content is admitted to the server's pages (Cross-Origin-Embedder-Policy):
        "credentialless" loads foreign images and scripts without cookies, "require-corp" only those that
        opt in, "auto" takes the first for browsers that know it and else the second, "off" sends no headers
        (no kernel of Gilectomy Lab in the browser then). In each but "off", frames of other sites in
        outputs stay empty. The environment variable {ENVIRONMENT_VARIABLE} overrides it.
        """,
    )

    def initialize_settings(self):
        mode = os.environ.get(ENVIRONMENT_VARIABLE, self.isolation)
        if mode not in MODES:
            self.log.error("%s is %r, not one of %s: isolation stays off", ENVIRONMENT_VARIABLE, mode, ", ".join(MODES))
            return
        if mode == "off":
            self.log.info("Cross-origin isolation is switched off: no Gilectomy Lab kernel in the browser")
            return
        self.serverapp.web_app.add_transform(isolating_transform(mode))
        self.log.info("Pages are cross-origin isolated (%s)", mode)


def isolating_transform(mode):
    """A transform for tornado's applications that adds the headers to every response.

    :param mode: one of MODES but "off".
    """

    class Isolate(OutputTransform):
        def __init__(self, request):
            super().__init__(request)
            self._policy = embedder_policy(mode, request.headers.get("User-Agent", ""))

        def transform_first_chunk(self, status_code, headers, chunk, finishing):
            # What a handler has set itself stands.
            headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
            headers.setdefault("Cross-Origin-Embedder-Policy", self._policy)
            return status_code, headers, chunk

    return Isolate


def embedder_policy(mode, user_agent):
    """The Cross-Origin-Embedder-Policy for a browser. Safari does not know "credentialless"."""
    if mode != "auto":
        return mode
    knows_credentialless = "Chrome/" in user_agent or "Firefox/" in user_agent
    return "credentialless" if knows_credentialless else "require-corp"
