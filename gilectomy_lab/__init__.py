"""Gilectomy Lab: Python without the GIL in JupyterLab.

The wheel carries the prebuilt JupyterLab extension and a server extension that makes JupyterLab's pages
cross-origin isolated, without which a page has no shared memory and the kernel no threads.
"""

from importlib.metadata import version

__version__ = version("gilectomy_lab")


def _jupyter_labextension_paths():
    return [{"src": "labextension", "dest": "gilectomy-lab"}]


def _jupyter_server_extension_points():
    from .isolation import GilectomyLab

    return [{"module": "gilectomy_lab", "app": GilectomyLab}]
