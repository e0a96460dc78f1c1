"""Gilectomy Lab: Python without the GIL in JupyterLab.

The wheel carries the prebuilt JupyterLab extension, a server extension that makes JupyterLab's pages
cross-origin isolated, without which a page has no shared memory and the kernel no threads, and the same
kernel for Node, with its kernelspec.
"""


def __getattr__(name):
    # Looked up when it is asked for: the kernel's launcher passes through here and is in a hurry.
    if name == "__version__":
        from importlib.metadata import version

        return version("gilectomy_lab")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _jupyter_labextension_paths():
    return [{"src": "labextension", "dest": "gilectomy-lab"}]


def _jupyter_server_extension_points():
    from .isolation import GilectomyLab

    return [{"module": "gilectomy_lab", "app": GilectomyLab}]
