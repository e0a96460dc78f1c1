"""A real Jupyter server with the extension, a fresh one a test."""

import pytest

pytest_plugins = ["pytest_jupyter.jupyter_server"]


@pytest.fixture
def jp_server_config():
    return {"ServerApp": {"jpserver_extensions": {"gilectomy_lab": True}}}
