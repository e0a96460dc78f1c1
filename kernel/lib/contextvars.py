"""Context variables. A context's values are a dict that is replaced, never changed, so that copying a context costs nothing and one
thread's context may be copied by another."""
import _thread

__all__ = ('Context', 'ContextVar', 'Token', 'copy_context')

_namespace = _thread._namespace
# The key of a thread's context in its namespace.
_CONTEXT = 'contextvars'
_ABSENT = object()


class _Missing:
    def __repr__(self):
        return '<Token.MISSING>'


def _current():
    """The context of this thread, made when it is first needed."""
    context = _namespace().get(_CONTEXT)
    if context is None:
        context = _namespace()[_CONTEXT] = Context()
    return context


class Context:
    __slots__ = ('_values', '_entered', '__weakref__')

    def __init__(self):
        self._values = {}
        self._entered = _thread.allocate_lock()

    def run(self, callable, /, *args, **kwargs):
        if not self._entered.acquire(False):
            raise RuntimeError(f'cannot enter context: {self!r} is already entered')
        namespace = _namespace()
        previous = namespace.get(_CONTEXT)
        namespace[_CONTEXT] = self
        try:
            return callable(*args, **kwargs)
        finally:
            namespace[_CONTEXT] = previous
            self._entered.release()

    def copy(self):
        context = Context()
        context._values = self._values
        return context

    def __getitem__(self, var):
        return self._values[_checked(var)]

    def __contains__(self, var):
        return _checked(var) in self._values

    def get(self, var, default=None, /):
        return self._values.get(_checked(var), default)

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def keys(self):
        return self._values.keys()

    def values(self):
        return self._values.values()

    def items(self):
        return self._values.items()

    def __eq__(self, other):
        return self._values == other._values if isinstance(other, Context) else NotImplemented

    __hash__ = None


def _checked(var):
    if not isinstance(var, ContextVar):
        raise TypeError(f'a ContextVar key was expected, got {var!r}')
    return var


class ContextVar:
    __slots__ = ('_name', '_default', '__weakref__')

    def __init__(self, name, *, default=_ABSENT):
        if not isinstance(name, str):
            raise TypeError('context variable name must be a str')
        self._name = name
        self._default = default

    @property
    def name(self):
        return self._name

    def get(self, default=_ABSENT, /):
        context = _namespace().get(_CONTEXT)
        if context is not None:
            value = context._values.get(self, _ABSENT)
            if value is not _ABSENT:
                return value
        if default is not _ABSENT:
            return default
        if self._default is not _ABSENT:
            return self._default
        raise LookupError(self)

    def set(self, value, /):
        context = _current()
        token = Token._of(context, self, context._values.get(self, Token.MISSING))
        context._values = {**context._values, self: value}
        return token

    def reset(self, token, /):
        if not isinstance(token, Token):
            raise TypeError(f'expected an instance of Token, got {token!r}')
        if token._used:
            raise RuntimeError(f'{token!r} has already been used once')
        if token._var is not self:
            raise ValueError(f'{token!r} was created by a different ContextVar')
        context = _current()
        if token._context is not context:
            raise ValueError(f'{token!r} was created in a different Context')
        token._used = True
        values = dict(context._values)
        if token._old_value is Token.MISSING:
            values.pop(self, None)
        else:
            values[self] = token._old_value
        context._values = values

    def __class_getitem__(cls, item):
        import types
        return types.GenericAlias(cls, item)

    def __repr__(self):
        default = '' if self._default is _ABSENT else f' default={self._default!r}'
        return f'<ContextVar name={self._name!r}{default} at {id(self):#x}>'


class Token:
    MISSING = _Missing()
    __slots__ = ('_context', '_var', '_old_value', '_used')

    def __init__(self):
        raise RuntimeError('Tokens can only be created by ContextVars')

    @classmethod
    def _of(cls, context, var, old_value):
        token = object.__new__(cls)
        token._context, token._var, token._old_value, token._used = context, var, old_value, False
        return token

    @property
    def var(self):
        return self._var

    @property
    def old_value(self):
        return self._old_value

    def __class_getitem__(cls, item):
        import types
        return types.GenericAlias(cls, item)

    def __repr__(self):
        return f"<Token{' used' if self._used else ''} var={self._var!r} at {id(self):#x}>"


def copy_context():
    return _current().copy()
