"""The command `gilectomy`: one Python program on the runtime without a GIL."""

import os
import subprocess
import sys

from gilectomy_lab.node import BUNDLES, NoNode, find_node, run_bundle


def main():
    if os.name != "nt":
        run_bundle("cli.cjs", sys.argv[1:])
    # The program's standard input is the terminal's here, so the child is an ordinary one.
    try:
        sys.exit(subprocess.call([find_node(), os.path.join(BUNDLES, "cli.cjs"), *sys.argv[1:]]))
    except NoNode as problem:
        sys.exit(str(problem))
