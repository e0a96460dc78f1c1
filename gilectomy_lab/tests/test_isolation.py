"""The isolation headers, on a real server."""

import pytest

from gilectomy_lab.isolation import embedder_policy

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15"


async def test_a_response_carries_the_headers(jp_fetch):
    response = await jp_fetch("api", "status", headers={"User-Agent": FIREFOX})
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Embedder-Policy"] == "credentialless"


async def test_safari_gets_the_policy_that_it_knows(jp_fetch):
    response = await jp_fetch("api", "status", headers={"User-Agent": SAFARI})
    assert response.headers["Cross-Origin-Embedder-Policy"] == "require-corp"


async def test_an_error_response_carries_the_headers(jp_fetch):
    response = await jp_fetch("api", "kernels", "none-such", raise_error=False)
    assert response.code == 404
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"


async def test_a_file_of_a_notebook_folder_carries_the_headers(jp_fetch, jp_root_dir):
    (jp_root_dir / "page.html").write_text("<p>hello</p>")
    response = await jp_fetch("files", "page.html", headers={"User-Agent": FIREFOX})
    assert response.headers["Cross-Origin-Embedder-Policy"] == "credentialless"


class TestSwitchedOffByTrait:
    @pytest.fixture
    def jp_server_config(self):
        return {
            "ServerApp": {"jpserver_extensions": {"gilectomy_lab": True}},
            "GilectomyLab": {"isolation": "off"},
        }

    async def test_no_header_is_sent(self, jp_fetch):
        response = await jp_fetch("api", "status")
        assert "Cross-Origin-Opener-Policy" not in response.headers
        assert "Cross-Origin-Embedder-Policy" not in response.headers


class TestSwitchedOffByEnvironment:
    @pytest.fixture
    def jp_environ(self, jp_environ, monkeypatch):
        monkeypatch.setenv("GILECTOMY_ISOLATION", "off")
        return jp_environ

    async def test_no_header_is_sent(self, jp_fetch):
        response = await jp_fetch("api", "status")
        assert "Cross-Origin-Opener-Policy" not in response.headers


class TestSetByTrait:
    @pytest.fixture
    def jp_server_config(self):
        return {
            "ServerApp": {"jpserver_extensions": {"gilectomy_lab": True}},
            "GilectomyLab": {"isolation": "require-corp"},
        }

    async def test_every_browser_gets_it(self, jp_fetch):
        response = await jp_fetch("api", "status", headers={"User-Agent": FIREFOX})
        assert response.headers["Cross-Origin-Embedder-Policy"] == "require-corp"


@pytest.mark.parametrize("mode", ["credentialless", "require-corp"])
@pytest.mark.parametrize("browser", [FIREFOX, SAFARI, ""])
def test_a_mode_that_is_named_is_taken(mode, browser):
    assert embedder_policy(mode, browser) == mode
