"""The launcher of the Node kernel: `python -m gilectomy_lab.kernel CONNECTION_FILE`, as the kernelspec has it.

It looks for Node and becomes it, so that signals and the parent process are those of the front end.
"""

import sys

from gilectomy_lab.node import run_bundle

if __name__ == "__main__":
    run_bundle("kernel.cjs", sys.argv[1:])
