"""Comms: channels between an object here and one in the front end, as widgets use them.

    comm = create_comm(target_name='my-target', data={'x': 1})
    comm.on_msg(lambda message: print(message['content']['data']))
    comm.send({'x': 2})
    get_comm_manager().register_target('theirs', lambda comm, message: ...)
"""

import sys

import _host
from _json_min import dumps

__all__ = ['create_comm', 'get_comm_manager', 'Comm', 'CommManager']


class Comm:
    """One end of a channel. It is open from the start, unless the front end has opened it."""

    def __init__(self, target_name='', data=None, metadata=None, buffers=None, comm_id=None, primary=True, target_module=None, **_):
        self.comm_id = comm_id or _new_id()
        self.target_name = target_name
        self.target_module = target_module
        self.primary = primary
        self._closed = True
        self._on_msg = None
        self._on_close = None
        if primary:
            self.open(data, metadata, buffers)
        else:
            self._closed = False

    def open(self, data=None, metadata=None, buffers=None):
        """Tell the front end that this end is there."""
        get_comm_manager().register_comm(self)
        self._closed = False
        self._send('comm_open', {'data': data or {}, 'target_name': self.target_name, 'target_module': self.target_module}, metadata, buffers)

    def send(self, data=None, metadata=None, buffers=None):
        """Send to the other end."""
        if self._closed:
            raise RuntimeError('the comm is closed')
        self._send('comm_msg', {'data': data or {}}, metadata, buffers)

    def close(self, data=None, metadata=None, buffers=None, deleting=False):
        """Tell the other end that this one has gone."""
        if self._closed:
            return
        self._closed = True
        get_comm_manager().unregister_comm(self)
        self._send('comm_close', {'data': data or {}}, metadata, buffers)

    def on_msg(self, callback):
        """The function that takes the messages of the other end."""
        self._on_msg = callback

    def on_close(self, callback):
        """The function that is told that the other end has gone."""
        self._on_close = callback

    def handle_msg(self, msg):
        if self._on_msg is not None:
            self._on_msg(msg)

    def handle_close(self, msg):
        self._closed = True
        if self._on_close is not None:
            self._on_close(msg)

    def _send(self, kind, content, metadata, buffers):
        from _kernel import base64
        sys.stdout.flush()
        texts = [base64(bytes(buffer)) for buffer in buffers or ()]
        _host.send(kind, dumps({'content': {'comm_id': self.comm_id, **content}, 'metadata': metadata or {}, 'buffers': texts}))


class CommManager:
    """The comms that are open, and who takes those that the front end opens."""

    def __init__(self):
        self.targets = {}
        self.comms = {}

    def register_target(self, target_name, f):
        """Let `f(comm, message)` take the comms that the front end opens under a name."""
        self.targets[target_name] = f

    def unregister_target(self, target_name, f=None):
        return self.targets.pop(target_name)

    def register_comm(self, comm):
        self.comms[comm.comm_id] = comm
        return comm.comm_id

    def unregister_comm(self, comm):
        self.comms.pop(comm.comm_id, None)

    def get_comm(self, comm_id):
        return self.comms.get(comm_id)

    def comm_open(self, message):
        """The front end has opened a comm; whether somebody takes it."""
        content = message['content']
        target = self.targets.get(content.get('target_name'))
        if target is None:
            return False
        comm = Comm(content['target_name'], comm_id=content['comm_id'], primary=False)
        self.register_comm(comm)
        try:
            target(comm, message)
        except Exception as error:
            self.unregister_comm(comm)
            sys.excepthook(type(error), error, error.__traceback__)
            return False
        return True

    def comm_msg(self, message):
        comm = self.comms.get(message['content']['comm_id'])
        if comm is None:
            return False
        comm.handle_msg(message)
        return True

    def comm_close(self, message):
        comm = self.comms.pop(message['content']['comm_id'], None)
        if comm is not None:
            comm.handle_close(message)
        return True


_manager = CommManager()
_last_id = [0]


def create_comm(*args, **kwargs):
    """A comm, opened from here."""
    return Comm(*args, **kwargs)


def get_comm_manager():
    return _manager


def _new_id():
    # Unlike those of the front end and of earlier runtimes.
    import time
    _last_id[0] += 1
    return 'gilectomy-%x-%d' % (time.time_ns(), _last_id[0])


def receive(message):
    """A message of the front end's, from the kernel; whether somebody took it."""
    message['buffers'] = [_bytes(text) for text in message['buffers']]
    message['header'] = {'msg_type': message['type']}
    try:
        return getattr(_manager, message['type'])(message)
    except Exception as error:
        # It is the callback's; the comm itself is well.
        sys.excepthook(type(error), error, error.__traceback__)
        return True


_DIGITS = {char: value for value, char in enumerate('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')}


def _bytes(text):
    """The bytes of a base64 text."""
    out = bytearray()
    bits = count = 0
    for char in text.rstrip('='):
        bits = bits << 6 | _DIGITS[char]
        count += 6
        if count >= 8:
            count -= 8
            out.append(bits >> count & 255)
            bits &= (1 << count) - 1
    return bytes(out)
