"""The event loop of this runtime, in the place of the one that waits for sockets, pipes and signals: there are none of them here.

It runs what is ready, and sleeps until the next timer or until another thread hands something in. Everything else of asyncio is the standard
library's own. Each thread may run a loop of its own.
"""
import _thread

from . import base_events, events

__all__ = ('EventLoop', 'DefaultEventLoopPolicy')


class _Alarm:
    """What BaseEventLoop asks for events: it has none, it only sleeps until it is rung or time is up."""

    def __init__(self):
        self._rung = _thread.allocate_lock()
        self._rung.acquire()

    def select(self, timeout=None):
        if timeout is None:
            self._rung.acquire()
        elif timeout <= 0:
            self._rung.acquire(False)
        else:
            self._rung.acquire(True, timeout)
        return ()

    def ring(self):
        try:
            self._rung.release()
        except RuntimeError:
            pass  # it rings already


def _refuse(what):
    raise OSError(f'{what} are not available in this runtime')


class EventLoop(base_events.BaseEventLoop):
    """An event loop without input and output."""

    def __init__(self):
        super().__init__()
        self._selector = _Alarm()

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        self._selector.ring()

    def _add_reader(self, fd, callback, *args):
        _refuse('file descriptors to wait for')

    _add_writer = add_reader = add_writer = _add_reader

    def remove_reader(self, fd):
        return False

    remove_writer = remove_reader

    def add_signal_handler(self, sig, callback, *args):
        _refuse('signals')

    def remove_signal_handler(self, sig):
        return False

    async def connect_read_pipe(self, protocol_factory, pipe):
        _refuse('pipes')

    async def connect_write_pipe(self, protocol_factory, pipe):
        _refuse('pipes')

    async def subprocess_exec(self, protocol_factory, *args, **kwargs):
        _refuse('subprocesses')

    async def subprocess_shell(self, protocol_factory, cmd, **kwargs):
        _refuse('subprocesses')

    async def create_unix_connection(self, protocol_factory, path=None, **kwargs):
        _refuse('sockets')

    async def create_unix_server(self, protocol_factory, path=None, **kwargs):
        _refuse('sockets')

    async def sock_recv(self, sock, n):
        _refuse('sockets')

    async def sock_sendall(self, sock, data):
        _refuse('sockets')

    async def sock_connect(self, sock, address):
        _refuse('sockets')

    async def sock_accept(self, sock):
        _refuse('sockets')


class DefaultEventLoopPolicy(events.BaseDefaultEventLoopPolicy):
    _loop_factory = EventLoop
