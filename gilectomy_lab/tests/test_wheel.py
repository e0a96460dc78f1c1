"""What `pip install` puts where, in the environment that the tests run in."""

import json
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import gilectomy_lab

SHARE = Path(sys.prefix) / "share" / "jupyter" / "labextensions" / "gilectomy-lab"


def test_the_wheel_is_installed_and_not_the_source_folder():
    files = {str(file) for file in distribution("gilectomy_lab").files}
    assert "gilectomy_lab/isolation.py" in files


def test_the_only_native_code_is_zeromq_for_each_platform():
    native = sorted(Path(file).name for file in distribution("gilectomy_lab").files or () if Path(file).suffix in (".node", ".so", ".dll", ".dylib", ".pyd"))
    linux = [f"linux-{processor}-{library}.node" for processor in ("arm64", "x64") for library in ("glibc", "musl")]
    others = [f"{system}-{processor}.node" for system in ("darwin", "win32") for processor in ("arm64", "x64")]
    assert native == sorted(linux + others)


def test_the_version_is_that_of_the_npm_package():
    package = json.loads((SHARE / "package.json").read_text())
    assert gilectomy_lab.__version__ == package["version"]


def test_the_extension_is_installed_with_all_that_it_loads():
    load = json.loads((SHARE / "package.json").read_text())["jupyterlab"]["_build"]["load"]
    assert (SHARE / load).is_file()
    static = {file.name.split(".")[0] for file in (SHARE / "static").iterdir()}
    assert {"remoteEntry", "logo", "style", "kernel", "thread", "lib", "biased", "gil", "gilectomy"} <= static


def test_pip_may_remove_it():
    assert json.loads((SHARE / "install.json").read_text())["uninstallInstructions"]


def test_the_server_extension_is_on_after_installation():
    listing = subprocess.run(
        [sys.executable, "-m", "jupyter", "server", "extension", "list"], capture_output=True, text=True, check=True
    )
    lines = (listing.stdout + listing.stderr).splitlines()
    assert any("gilectomy_lab" in line and "enabled" in line for line in lines)
    assert any("gilectomy_lab" in line and "OK" in line for line in lines)


def test_jupyterlab_finds_the_extension_enabled():
    listing = subprocess.run(
        [sys.executable, "-m", "jupyter", "labextension", "list"], capture_output=True, text=True, check=True
    )
    line = next(line for line in (listing.stdout + listing.stderr).splitlines() if "gilectomy-lab" in line)
    assert "enabled" in line and "OK" in line
