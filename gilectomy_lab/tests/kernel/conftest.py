"""A running kernel for a test, and what a front end does with it."""

import time

import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager

TIMEOUT = 30


class Front:
    """A front end with one kernel."""

    def __init__(self, **options):
        self.manager = KernelManager(kernel_name="gilectomy")
        self.manager.start_kernel(**options)
        self.client = self.connect()

    def connect(self):
        """A client with a session of its own, as another program has it."""
        client = self.stranger()
        client.start_channels()
        client.wait_for_ready(timeout=TIMEOUT)
        return client

    def stranger(self):
        client = BlockingKernelClient(connection_file=self.manager.connection_file)
        client.load_connection_file()
        return client

    @property
    def pid(self):
        return self.manager.provisioner.process.pid

    def send(self, code, **options):
        return self.client.execute(code, **options)

    def reply(self, message, client=None, timeout=TIMEOUT):
        """Content of the reply to a request."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            answer = (client or self.client).get_shell_msg(timeout=end - time.monotonic())
            if answer["parent_header"].get("msg_id") == message:
                return answer["content"]
        raise TimeoutError(message)

    def outputs(self, message, client=None, timeout=TIMEOUT):
        """All that a request publishes until the kernel is idle again: type and content of each message."""
        found = []
        end = time.monotonic() + timeout
        while True:
            answer = (client or self.client).get_iopub_msg(timeout=max(0.01, end - time.monotonic()))
            if answer["parent_header"].get("msg_id") != message:
                continue
            kind, content = answer["msg_type"], answer["content"]
            if kind == "status":
                if content["execution_state"] == "idle":
                    return found
            elif kind != "execute_input":
                found.append((kind, content))

    def run(self, code, **options):
        """Runs a cell to its end: reply and outputs."""
        message = self.send(code, **options)
        return self.reply(message), self.outputs(message)

    def value(self, code):
        """The text of a cell's value."""
        reply, outputs = self.run(code)
        assert reply["status"] == "ok", reply
        return next(content["data"]["text/plain"] for kind, content in outputs if kind == "execute_result")

    def text(self, message):
        """What a cell prints."""
        return "".join(content["text"] for kind, content in self.outputs(message) if kind == "stream")

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(autouse=True, scope="session")
def own_history(tmp_path_factory):
    """The history of whoever runs the tests stays out of them."""
    patch = pytest.MonkeyPatch()
    patch.setenv("GILECTOMY_HISTORY", str(tmp_path_factory.mktemp("history") / "history.jsonl"))
    yield
    patch.undo()


@pytest.fixture(scope="module")
def front():
    """One kernel for the tests of a file that leave it as it was."""
    front = Front()
    yield front
    front.close()


@pytest.fixture
def new_front():
    """Starts kernels for a test of its own."""
    made = []

    def start(**options):
        made.append(Front(**options))
        return made[-1]

    yield start
    for front in made:
        front.close()
