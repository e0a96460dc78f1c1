"""There are no sockets in this runtime. What modules of the standard library name when they are imported is here; to use it is an OSError."""
import errno

AF_UNSPEC, AF_INET, AF_INET6 = 0, 2, 10
SOCK_STREAM, SOCK_DGRAM = 1, 2
IPPROTO_TCP, IPPROTO_UDP = 6, 17
AI_PASSIVE = 1
has_ipv6 = False

error = OSError
timeout = TimeoutError


class gaierror(OSError):
    pass


def _refuse():
    raise OSError(errno.EOPNOTSUPP, 'sockets are not available in this runtime')


class socket:
    def __init__(self, *args, **kwargs):
        _refuse()


def create_connection(*args, **kwargs):
    _refuse()


create_server = socketpair = getaddrinfo = getnameinfo = gethostbyname = gethostname = create_connection
