"""The wheel in an empty environment without Node on the PATH: installed, used, and removed without a trace."""

import json
import os
import subprocess
import venv
from pathlib import Path

import nbformat
import pytest

TOP = Path(__file__).parents[3]
PROGRAMS = "Scripts" if os.name == "nt" else "bin"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The empty environment with what the wheel depends on, and a home folder of its own."""
    folder = tmp_path_factory.mktemp("installation")
    venv.create(folder / "env", with_pip=True)
    place = Place(folder)
    place.pip("install", *requirements())
    return place


def wheel():
    wheels = list((TOP / "build" / "wheel").glob("*.whl"))
    assert len(wheels) == 1, "npm test builds the wheel first"
    return wheels[0]


def requirements():
    """What the wheel itself says that it needs."""
    from importlib.metadata import requires

    return [text for text in requires("gilectomy_lab") if "extra ==" not in text]


class Place:
    def __init__(self, folder):
        self.prefix = folder / "env"
        self.home = folder / "home"
        self.home.mkdir()

    @property
    def programs(self):
        return self.prefix / PROGRAMS

    def run(self, program, *arguments, **options):
        # Nothing but the environment itself is on the PATH: no Node in particular.
        environment = {"HOME": str(self.home), "PATH": str(self.programs), "LANG": "C.UTF-8"}
        environment.update({name: value for name, value in os.environ.items() if name.lower().endswith("_proxy") or name.startswith("PIP_")})
        result = subprocess.run([str(self.programs / program), *map(str, arguments)], capture_output=True, text=True, cwd=self.home, env=environment, timeout=240, **options)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def pip(self, *arguments):
        return self.run("python", "-m", "pip", "--disable-pip-version-check", "-q", *arguments)

    def files(self):
        """All files of the environment but bytecode."""
        return {str(path.relative_to(self.prefix)) for path in self.prefix.rglob("*") if path.is_file() and "__pycache__" not in path.parts}


def test_installed_used_and_removed(place):
    before = place.files()
    place.pip("install", "--no-index", "--no-deps", wheel())
    added = place.files() - before
    assert "share/jupyter/kernels/gilectomy/kernel.json" in added
    assert {"logo-32x32.png", "logo-64x64.png", "logo-svg.svg"} <= {Path(name).name for name in added}
    place.pip("check")

    specs = json.loads(place.run("jupyter", "kernelspec", "list", "--json"))
    assert specs["kernelspecs"]["gilectomy"]["spec"]["display_name"] == "Python (Gilectomy Lab)"
    assert "etc/jupyter/jupyter_server_config.d/gilectomy_lab.json" in added

    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("import threading\nfound = []\nt = threading.Thread(target=lambda: found.append(6 * 7))\nt.start(); t.join()\nprint(*found)"),
            nbformat.v4.new_code_cell("import gilectomy as g\ndef f():\n    for i in range(1000): pass\ng.scale(f, threads=[1], designs=['biased'], repeat=1, control=False, serial=False)"),
        ],
        metadata={"kernelspec": {"name": "gilectomy", "display_name": "", "language": "python"}},
    )
    nbformat.write(notebook, place.home / "first.ipynb")
    place.run("jupyter", "execute", "first.ipynb", "--output", place.home / "done.ipynb")
    cells = nbformat.read(place.home / "done.ipynb", as_version=4).cells
    assert cells[0].outputs[0].text == "42\n"
    assert "image/png" in cells[1].outputs[-1].data
    assert place.run("gilectomy", "-c", "print(6 * 7)") == "42\n"

    place.pip("uninstall", "-y", "gilectomy_lab")
    assert place.files() - before == set()
    # Nor is a folder of ours left; Jupyter's own folder of kernelspecs may be, empty.
    assert not list(place.prefix.rglob("*gilectomy*"))
