"""Where kernels break: interrupts, floods, crashes, several clients, cells that eat all there is."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import zmq
from jupyter_client.ioloop import AsyncIOLoopKernelManager
from jupyter_client.manager import KernelManager
from jupyter_client.session import Session

from .conftest import TIMEOUT

IN_A_LOOP = "print('in it')\nwhile True: pass"
IN_A_JOIN = "import threading, time\nt = threading.Thread(target=time.sleep, args=(1000,), daemon=True)\nt.start()\nprint('in it')\nt.join()"
IN_A_SLEEP = "import time\nprint('in it')\ntime.sleep(1000)"
IN_A_PROGRAM = "print('in it')\n!sleep 1000\nwhile True: pass"


def gone(pid, within):
    """Whether a process ends in so many seconds."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if not running(pid):
            return True
        time.sleep(0.05)
    return False


def running(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            # A zombie has ended; its parent has only not asked yet.
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        if os.path.exists("/proc/self"):
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def by_message(front):
    front.manager.interrupt_kernel()


def by_signal(front):
    os.kill(front.pid, signal.SIGINT)


@pytest.mark.parametrize("interrupt", [by_message, by_signal])
@pytest.mark.parametrize("code", [IN_A_LOOP, IN_A_JOIN, IN_A_SLEEP, IN_A_PROGRAM], ids=["loop", "join", "sleep", "program"])
def test_a_cell_is_interrupted(front, code, interrupt):
    message = front.send(code)
    while front.client.get_iopub_msg(timeout=10)["msg_type"] != "stream":
        pass
    time.sleep(0.2)
    start = time.monotonic()
    interrupt(front)
    reply = front.reply(message)
    assert (reply["status"], reply["ename"]) == ("error", "KeyboardInterrupt")
    assert time.monotonic() - start < 2
    assert front.value("1 + 1") == "2"


@pytest.mark.parametrize("interrupt", [by_message, by_signal])
def test_input_is_interrupted(front, interrupt):
    message = front.send("input('name? ')", allow_stdin=True)
    assert front.client.get_stdin_msg(timeout=10)["content"] == {"prompt": "name? ", "password": False}
    interrupt(front)
    assert front.reply(message)["ename"] == "KeyboardInterrupt"
    assert front.value("1 + 1") == "2"


def test_input_and_getpass_ask_the_front_end(front):
    message = front.send("import getpass\n(input('name? '), getpass.getpass('word? '))", allow_stdin=True)
    assert front.client.get_stdin_msg(timeout=10)["content"] == {"prompt": "name? ", "password": False}
    front.client.input("Larry")
    assert front.client.get_stdin_msg(timeout=10)["content"] == {"prompt": "word? ", "password": True}
    front.client.input("secret")
    assert front.reply(message)["status"] == "ok"
    assert front.outputs(message)[-1][1]["data"]["text/plain"] == "('Larry', 'secret')"


def test_input_is_refused_where_there_is_none(front):
    reply, _ = front.run("input()", allow_stdin=False)
    assert reply["status"] == "error"
    assert "takes no input" in reply["evalue"]


def test_requests_behind_an_error_are_aborted(front):
    codes = ["import time; time.sleep(0.2)", "raise ValueError('x')", "print('never')", "print('never')"]
    messages = [front.send(code) for code in codes]
    assert [front.reply(message)["status"] for message in messages] == ["ok", "error", "aborted", "aborted"]
    assert front.value("1 + 1") == "2"


def test_requests_behind_an_error_run_where_it_is_not_to_stop_them(front):
    messages = [front.send("1/0", stop_on_error=False), front.send("2")]
    assert [front.reply(message)["status"] for message in messages] == ["error", "ok"]


def test_a_second_client_is_served_and_sees_what_the_first_does(front):
    second = front.connect()
    try:
        message = second.execute("shared = 5\nshared")
        assert front.reply(message, client=second)["status"] == "ok"
        assert [kind for kind, _ in front.outputs(message, client=second)] == ["execute_result"]
        assert [kind for kind, _ in front.outputs(message)] == ["execute_result"]
        assert front.value("shared") == "5"
    finally:
        second.stop_channels()


def test_five_thousand_stream_messages_arrive_in_order(front):
    # Streams that take turns are not put together.
    message = front.send("import sys\nfor i in range(2500):\n    print(i)\n    print(i, file=sys.stderr)")
    streams = [content for kind, content in front.outputs(message) if kind == "stream"]
    for name in ("stdout", "stderr"):
        assert "".join(content["text"] for content in streams if content["name"] == name) == "".join(f"{i}\n" for i in range(2500))
    assert len(streams) > 1000
    assert front.reply(message)["status"] == "ok"


def test_twenty_megabytes_arrive_complete(front):
    message = front.send("print('0123456789' * 2_000_000)")
    assert front.text(message) == "0123456789" * 2_000_000 + "\n"
    assert front.reply(message)["status"] == "ok"
    assert front.value("1 + 1") == "2"


def test_twenty_megabytes_of_lines_arrive_complete(front):
    message = front.send("for i in range(200_000):\n    print('x' * 99)")
    assert front.text(message) == ("x" * 99 + "\n") * 200_000


def test_a_cell_that_eats_all_memory_fails_and_no_more(new_front):
    front = new_front()
    front.run("kept = 7")
    reply, _ = front.run("eaten = []\nwhile True:\n    eaten.append(str(len(eaten)) * 1_000_000)")
    assert (reply["status"], reply["ename"]) == ("error", "MemoryError")
    assert front.value("kept") == "7"
    # In a cell of its own: the memory of large objects comes back when no thread can be reading them any more.
    front.run("del eaten")
    assert front.value("len('x' * 1_000_000)") == "1000000"


@pytest.mark.parametrize(
    "code",
    [
        "def f(n): return f(n + 1)\nf(0)",
        "class A:\n    def __repr__(self): return repr(self)\nrepr(A())",
        "class B:\n    def __getattr__(self, name): return getattr(self, name + 'x')\nB().y",
    ],
    ids=["function", "repr", "getattr"],
)
def test_a_cell_that_recurses_without_end_fails_and_no_more(front, code):
    reply, _ = front.run("kept = 8\n" + code)
    assert (reply["status"], reply["ename"]) == ("error", "RecursionError")
    assert front.value("kept") == "8"


def test_a_restart_starts_afresh(new_front):
    front = new_front()
    front.run("x = 1")
    before = front.pid
    front.manager.restart_kernel(now=False)
    front.client.wait_for_ready(timeout=20)
    assert front.pid != before
    reply, _ = front.run("x")
    assert reply["ename"] == "NameError"
    assert reply["execution_count"] == 1


def test_a_restart_works_while_a_cell_spins_in_every_thread(new_front):
    front = new_front()
    front.send("import threading\ndef spin():\n    while True: pass\nfor _ in range(4): threading.Thread(target=spin).start()\nspin()")
    time.sleep(1)
    before = front.pid
    front.manager.restart_kernel(now=False)
    front.client.wait_for_ready(timeout=20)
    assert gone(before, 5)
    assert front.value("1 + 1") == "2"


def test_a_killed_kernel_is_seen_and_can_be_restarted(new_front):
    front = new_front()
    front.run("x = 1")
    os.kill(front.pid, signal.SIGKILL)
    end = time.monotonic() + 5
    while front.manager.is_alive() and time.monotonic() < end:
        time.sleep(0.05)
    assert not front.manager.is_alive()
    front.manager.restart_kernel(now=True)
    front.client.wait_for_ready(timeout=20)
    assert front.value("1 + 1") == "2"


def test_a_server_restarts_a_killed_kernel():
    """By the manager that Jupyter's server has, which asks every three seconds and tells the front end by an event."""

    async def killed():
        manager = AsyncIOLoopKernelManager(kernel_name="gilectomy")
        await manager.start_kernel()
        told = []
        manager.add_restart_callback(lambda: told.append("restart"), "restart")
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=TIMEOUT)
            before = manager.provisioner.pid
            os.kill(before, signal.SIGKILL)
            end = time.monotonic() + TIMEOUT
            while (manager.provisioner.pid in (before, None) or not told) and time.monotonic() < end:
                await asyncio.sleep(0.1)
            await client.wait_for_ready(timeout=TIMEOUT)
            reply = await client.execute_interactive("1 + 1", output_hook=lambda message: None, timeout=TIMEOUT)
            return before, manager.provisioner.pid, told, reply["content"]["status"]
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    before, after, told, status = asyncio.run(killed())
    assert before != after
    assert (told, status) == (["restart"], "ok")


ORPHANAGE = """
import sys, time
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="gilectomy")
client.execute("import threading\\ndef spin():\\n    while True: pass\\nfor _ in range(3): threading.Thread(target=spin).start()\\nspin()")
time.sleep(1)
print(manager.provisioner.process.pid, flush=True)
time.sleep(1000)
"""


def test_a_kernel_whose_front_end_was_killed_is_gone_in_five_seconds():
    parent = subprocess.Popen([sys.executable, "-c", ORPHANAGE], stdout=subprocess.PIPE, text=True)
    try:
        pid = int(parent.stdout.readline())
        assert running(pid)
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()
    assert gone(pid, 5)


def read(path):
    try:
        return path.read_bytes()
    except OSError:
        # That process has just ended.
        return b""


@pytest.mark.skipif(not os.path.exists("/proc/net/tcp"), reason="other systems list processes in other ways")
def test_a_program_of_a_cell_ends_with_the_kernel_whose_front_end_was_killed():
    code = ORPHANAGE.replace('"import threading', '"!sleep 4321\\nimport threading')
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        pid = int(parent.stdout.readline())
        program = next(int(path.parent.name) for path in Path("/proc").glob("[0-9]*/cmdline") if read(path) == b"sleep\0004321\0")
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()
    assert gone(pid, 5)
    assert gone(program, 5)


def test_the_heart_beats_while_a_cell_spins(front):
    connection = front.manager.get_connection_info()
    context = zmq.Context()
    heart = context.socket(zmq.REQ)
    heart.connect(f"tcp://{connection['ip']}:{connection['hb_port']}")
    message = front.send("print('in it')\nwhile True: pass")
    try:
        while front.client.get_iopub_msg(timeout=10)["msg_type"] != "stream":
            pass
        for beat in (b"one", b"two", b"three"):
            heart.send(beat)
            assert heart.poll(5000)
            assert heart.recv() == beat
    finally:
        context.destroy(linger=0)
        by_message(front)
    assert front.reply(message)["ename"] == "KeyboardInterrupt"


def test_a_subscriber_is_welcomed_by_its_topic(front):
    connection = front.manager.get_connection_info()
    # One of its own: a session takes no message twice, and the client of this kernel gets these welcomes too.
    session = Session(key=front.client.session.key)
    context = zmq.Context()
    subscriber = context.socket(zmq.SUB)
    subscriber.connect(f"tcp://{connection['ip']}:{connection['iopub_port']}")
    try:
        for topic in (b"", b"kernel."):
            subscriber.subscribe(topic)
            assert subscriber.poll(5000)
            _, frames = session.feed_identities(subscriber.recv_multipart())
            welcome = session.deserialize(frames)
            assert (welcome["msg_type"], welcome["content"]) == ("iopub_welcome", {"subscription": topic.decode()})
            assert welcome["parent_header"] == {}
    finally:
        context.destroy(linger=0)


@pytest.mark.skipif(not os.path.exists("/proc/net/tcp"), reason="other systems list sockets in other ways")
def test_the_kernel_listens_on_loopback_only(front):
    connection = front.manager.get_connection_info()
    ports = {connection[f"{name}_port"] for name in ("shell", "control", "stdin", "iopub", "hb")}
    with open("/proc/net/tcp") as table:
        listening = [line.split()[1] for line in list(table)[1:] if line.split()[3] == "0A"]
    found = {int(address.split(":")[1], 16): address.split(":")[0] for address in listening if int(address.split(":")[1], 16) in ports}
    assert set(found) == ports
    assert set(found.values()) == {"0100007F"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such sockets")
def test_a_kernel_may_be_reached_by_sockets_in_the_file_system():
    manager = KernelManager(kernel_name="gilectomy", transport="ipc")
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=TIMEOUT)
        reply = client.execute_interactive("1 + 1", output_hook=lambda message: None, timeout=TIMEOUT)
        assert reply["content"]["status"] == "ok"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_eight_kernels_run_at_once(new_front):
    fronts = [new_front() for _ in range(8)]
    messages = [front.send(f"import threading\nfound = []\nt = threading.Thread(target=lambda: found.append({i} ** 2))\nt.start(); t.join()\nfound[0]") for i, front in enumerate(fronts)]
    for i, (front, message) in enumerate(zip(fronts, messages)):
        assert front.reply(message)["status"] == "ok"
        assert front.outputs(message)[-1][1]["data"]["text/plain"] == str(i**2)
    assert len({front.pid for front in fronts}) == 8


def test_a_shut_down_kernel_is_gone(new_front):
    front = new_front()
    pid = front.pid
    front.manager.shutdown_kernel(now=False)
    assert gone(pid, 3)


def test_a_client_with_another_key_gets_no_answer(front):
    stranger = front.stranger()
    stranger.session.key = b"another"
    stranger.start_channels()
    try:
        message = stranger.execute("stolen = 1")
        time.sleep(0.5)
        assert not stranger.shell_channel.msg_ready()
        reply, _ = front.run("stolen")
        assert reply["ename"] == "NameError", message
    finally:
        stranger.stop_channels()


def test_it_is_ready_and_answers_soon(new_front, capsys):
    """The targets are 0.5 s and 10 ms on a quiet machine, and `npm run bench` measures against them; the limits here only
    tell a kernel that waits for something, also on a busy machine."""
    ready = []
    for _ in range(3):
        start = time.monotonic()
        front = new_front()
        ready.append(time.monotonic() - start)
    front.run("1 + 1")
    trips = []
    for _ in range(50):
        start = time.monotonic()
        front.run("1 + 1")
        trips.append(time.monotonic() - start)
    trips.sort()
    with capsys.disabled():
        print(f"\nready in {min(ready):.3f} s, 1+1 in {trips[25] * 1000:.1f} ms (median of 50); the targets are 0.5 s and 10 ms")
    assert min(ready) < 5
    assert trips[25] < 0.2
