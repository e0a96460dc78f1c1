"""Every notebook of the repository without a browser: `jupyter execute`, papermill with parameters, nbconvert."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[3] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
PROGRAMS = Path(sys.executable).parent
CHART = "application/vnd.vegalite.v5+json"
TRACE = "application/vnd.gilectomy.trace.v1+json"

# A notebook measures; on two slow cores that takes its time.
TIMEOUT = 240


def start(program, *arguments):
    command = [str(PROGRAMS / program), *map(str, arguments)]
    return subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(process):
    try:
        output, _ = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    assert process.returncode == 0, output


def code_cells(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def kinds(cell):
    """What a cell shows. Pictures stand beside the forms that they show, whichever host has run it."""
    found = set()
    for output in cell.outputs:
        if output.output_type == "stream":
            found.add(output.name)
        elif output.output_type == "error":
            found.add(f"{output.ename}: {output.evalue}")
        else:
            found |= {mime for mime in output.data if not mime.startswith("image/")}
    return found


def bundles(cells):
    """The MIME bundles of charts and traces."""
    return [output.data for cell in cells for output in cell.outputs if "data" in output and (CHART in output.data or TRACE in output.data)]


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def made(request, tmp_path_factory):
    """A notebook, and what three programs that run it make of it, side by side."""
    folder = tmp_path_factory.mktemp(request.param.stem)
    executed, filled, page = folder / "executed.ipynb", folder / "filled.ipynb", folder / "page.html"
    runs = [
        start("jupyter-execute", request.param, "--output", executed),
        start("papermill", "--no-progress-bar", "-p", "parameter", "41", "-p", "text", "a 'b'", request.param, filled),
        start("jupyter-nbconvert", "--to", "html", "--execute", request.param, "--output-dir", folder, "--output", "page"),
    ]
    try:
        for run in runs:
            finish(run)
    finally:
        for run in runs:
            run.kill()
            run.wait()
    return request.param, executed, filled, page


def test_there_are_notebooks():
    assert NOTEBOOKS


def test_jupyter_execute_gives_the_outputs_that_are_saved(made):
    path, executed, _, _ = made
    assert [(cell.source, kinds(cell)) for cell in code_cells(executed)] == [(cell.source, kinds(cell)) for cell in code_cells(path)]


def test_charts_and_traces_have_pictures_and_text(made):
    _, executed, _, _ = made
    for data in bundles(code_cells(executed)):
        assert {"image/svg+xml", "image/png", "text/plain"} <= set(data)
        # It would win over all of them.
        assert "text/html" not in data


def test_papermill_sets_parameters(made):
    _, _, filled, _ = made
    cells = code_cells(filled)
    injected = [cell for cell in cells if "injected-parameters" in cell.metadata.get("tags", ())]
    assert len(injected) == 1
    assert "parameter = 41" in injected[0].source
    assert not [kind for cell in cells for kind in kinds(cell) if "Error" in kind]


def test_nbconvert_runs_it_and_shows_pictures_in_html(made):
    _, executed, _, page = made
    html = page.read_text()
    assert html.count("data:image/svg+xml") + html.count('<svg xmlns="http://www.w3.org/2000/svg"') >= len(bundles(code_cells(executed)))


def test_nbconvert_makes_a_script_and_html_of_it(made, tmp_path):
    _, executed, _, _ = made
    runs = [start("jupyter-nbconvert", "--to", kind, executed, "--output-dir", tmp_path, "--output", "made") for kind in ("html", "script")]
    for run in runs:
        finish(run)
    html = (tmp_path / "made.html").read_text()
    assert html.count("data:image/svg+xml") + html.count('<svg xmlns="http://www.w3.org/2000/svg"') >= len(bundles(code_cells(executed)))
    assert (tmp_path / "made.py").is_file()


def test_nbconvert_runs_a_notebook(tmp_path):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("import threading\n%time x = 6 * 7"), nbformat.v4.new_code_cell("print(x)")],
        metadata={"kernelspec": {"name": "gilectomy", "display_name": "Python (Gilectomy Lab)", "language": "python"}},
    )
    path = tmp_path / "small.ipynb"
    nbformat.write(notebook, path)
    finish(start("jupyter-nbconvert", "--to", "notebook", "--execute", path, "--output-dir", tmp_path, "--output", "done"))
    done = json.loads((tmp_path / "done.ipynb").read_text())
    assert "".join(done["cells"][1]["outputs"][0]["text"]) == "42\n"
    assert done["metadata"]["language_info"]["name"] == "python"


def test_a_failing_cell_fails_the_run(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")], metadata={"kernelspec": {"name": "gilectomy", "display_name": "", "language": "python"}})
    path = tmp_path / "failing.ipynb"
    nbformat.write(notebook, path)
    run = subprocess.run([PROGRAMS / "jupyter-execute", path], capture_output=True, text=True, env={**os.environ}, timeout=60)
    assert run.returncode != 0
    assert "ZeroDivisionError" in run.stderr
