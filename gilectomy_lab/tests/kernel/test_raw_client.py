"""The kernel as an editor starts it: without a Jupyter server, from Node, by the kernelspec alone."""

import subprocess
import sys
from pathlib import Path

from jupyter_client.kernelspec import get_kernel_spec

from gilectomy_lab.node import find_node

CLIENT = Path(__file__).with_name("raw_client.mjs")


def test_a_client_in_node_uses_the_kernelspec_as_editors_do(tmp_path):
    run = subprocess.run(
        [find_node(), str(CLIENT), get_kernel_spec("gilectomy").resource_dir, sys.executable, str(tmp_path)], capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "all steps done" in run.stdout
