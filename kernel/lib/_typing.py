"""What `typing` is made of, and what the compiler calls for type parameters and the `type` statement (PEP 695).

Bounds, constraints and defaults that come from the compiler are functions, called when they are first asked for.
"""

import sys


def _idfunc(_, x):
    return x


class _NoDefault:
    """The type of NoDefault: a parameter without a default."""

    __slots__ = ()

    def __new__(cls):
        return NoDefault

    def __repr__(self):
        return 'typing.NoDefault'

    def __reduce__(self):
        return 'NoDefault'


NoDefault = object.__new__(_NoDefault)


def _caller():
    return sys._getframemodulename(2)


class _Parameter:
    """Common to all kinds of type parameters."""

    def __init_subclass__(cls, **kwargs):
        if cls.__module__ != __name__:
            raise TypeError("type 'typing.%s' is not an acceptable base type" % cls.__base__.__name__)

    def __repr__(self):
        if self.__infer_variance__:
            return self.__name__
        return ('+' if self.__covariant__ else '-' if self.__contravariant__ else '~') + self.__name__

    def __or__(self, other):
        from typing import Union
        return Union[self, other]

    def __ror__(self, other):
        from typing import Union
        return Union[other, self]

    def __mro_entries__(self, bases):
        raise TypeError('Cannot subclass an instance of %s' % type(self).__name__)

    def __reduce__(self):
        return self.__name__

    @property
    def __default__(self):
        if self._default_function is not None:
            self._default, self._default_function = self._default_function(), None
        return self._default

    def has_default(self):
        return self._default_function is not None or self._default is not NoDefault

    def _variance(self, covariant, contravariant, infer_variance):
        if covariant and contravariant:
            raise ValueError('Bivariant types are not supported.')
        if infer_variance and (covariant or contravariant):
            raise ValueError('Variance cannot be specified with infer_variance.')
        self.__covariant__, self.__contravariant__, self.__infer_variance__ = bool(covariant), bool(contravariant), bool(infer_variance)


def _checked(value, message):
    from typing import _type_check
    return _type_check(value, message)


class TypeVar(_Parameter):
    """A type variable."""

    def __init__(self, name, *constraints, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False):
        self._variance(covariant, contravariant, infer_variance)
        if constraints and bound is not None:
            raise TypeError('Constraints cannot be combined with bound=...')
        if len(constraints) == 1:
            raise TypeError('A single constraint is not allowed')
        self.__name__ = name
        self.__module__ = _caller()
        self._constraints = tuple(_checked(c, 'TypeVar(name, constraint, ...): constraints must be types.') for c in constraints)
        self._bound = None if bound is None else _checked(bound, 'Bound must be a type.')
        self._bound_function = self._constraints_function = self._default_function = None
        self._default = default

    @property
    def __bound__(self):
        if self._bound_function is not None:
            self._bound, self._bound_function = self._bound_function(), None
        return self._bound

    @property
    def __constraints__(self):
        if self._constraints_function is not None:
            self._constraints, self._constraints_function = self._constraints_function(), None
        return self._constraints

    def __typing_subst__(self, arg):
        from typing import _typevar_subst
        return _typevar_subst(self, arg)

    def __typing_prepare_subst__(self, alias, args):
        params = alias.__parameters__
        index = params.index(self)
        if index < len(args):
            return args
        if index == len(args) and self.has_default():
            return (*args, self.__default__)
        raise TypeError('Too few arguments for %r; actual %d, expected at least %d' % (alias, len(args), index + 1))


class TypeVarTuple(_Parameter):
    """A type variable for any number of types."""

    def __init__(self, name, *, default=NoDefault):
        self._variance(False, False, False)
        self.__name__ = name
        self.__module__ = _caller()
        self._default, self._default_function = default, None

    def __repr__(self):
        return self.__name__

    def __iter__(self):
        from typing import Unpack
        yield Unpack[self]

    def __typing_subst__(self, arg):
        raise TypeError('Substitution of bare TypeVarTuple is not supported')

    def __typing_prepare_subst__(self, alias, args):
        from typing import _typevartuple_prepare_subst
        return _typevartuple_prepare_subst(self, alias, args)


class _Component:
    """P.args and P.kwargs of a ParamSpec P."""

    def __init__(self, origin):
        self.__origin__ = origin

    def __eq__(self, other):
        return self.__origin__ == other.__origin__ if type(self) is type(other) else NotImplemented

    def __hash__(self):
        return hash((type(self), self.__origin__))

    def __mro_entries__(self, bases):
        raise TypeError('Cannot subclass an instance of %s' % type(self).__name__)

    def __repr__(self):
        return self.__origin__.__name__ + self._suffix


class ParamSpecArgs(_Component):
    _suffix = '.args'


class ParamSpecKwargs(_Component):
    _suffix = '.kwargs'


class ParamSpec(_Parameter):
    """A variable for the parameters of a callable."""

    def __init__(self, name, *, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False):
        self._variance(covariant, contravariant, infer_variance)
        self.__name__ = name
        self.__module__ = _caller()
        self.__bound__ = None if bound is None else _checked(bound, 'Bound must be a type.')
        self._default, self._default_function = default, None

    @property
    def args(self):
        return ParamSpecArgs(self)

    @property
    def kwargs(self):
        return ParamSpecKwargs(self)

    def __typing_subst__(self, arg):
        from typing import _paramspec_subst
        return _paramspec_subst(self, arg)

    def __typing_prepare_subst__(self, alias, args):
        from typing import _paramspec_prepare_subst
        return _paramspec_prepare_subst(self, alias, args)


class TypeAliasType:
    """What the `type` statement makes."""

    def __init__(self, name, value, *, type_params=()):
        self.__name__ = name
        self.__module__ = _caller()
        self.__type_params__ = type_params
        self._value, self._value_function = value, None

    @property
    def __value__(self):
        if self._value_function is not None:
            self._value, self._value_function = self._value_function(), None
        return self._value

    @property
    def __parameters__(self):
        from typing import Unpack
        return tuple(Unpack[p] if isinstance(p, TypeVarTuple) else p for p in self.__type_params__)

    def __getitem__(self, args):
        if not self.__type_params__:
            raise TypeError('Only generic type aliases are subscriptable')
        return type(list[int])(self, args if isinstance(args, tuple) else (args,))

    def __or__(self, other):
        from typing import Union
        return Union[self, other]

    def __ror__(self, other):
        from typing import Union
        return Union[other, self]

    def __repr__(self):
        return self.__name__

    def __reduce__(self):
        return self.__name__


class Generic:
    """The base of generic classes."""

    __slots__ = ()
    _is_protocol = False

    def __class_getitem__(cls, args):
        from typing import _generic_class_getitem
        return _generic_class_getitem(cls, args)

    def __init_subclass__(cls, *args, **kwargs):
        from typing import _generic_init_subclass
        return _generic_init_subclass(cls, *args, **kwargs)


for _class in _NoDefault, TypeVar, TypeVarTuple, ParamSpec, ParamSpecArgs, ParamSpecKwargs, TypeAliasType, Generic:
    _class.__module__ = 'typing'
_NoDefault.__name__ = _NoDefault.__qualname__ = 'NoDefaultType'


# ---- for the compiler

def make_typevar(name, bound, default, is_constraints):
    parameter = TypeVar(name, infer_variance=True)
    parameter.__module__ = _caller()
    if is_constraints:
        parameter._constraints_function = bound
    else:
        parameter._bound_function = bound
    parameter._default_function = default
    return parameter


def make_paramspec(name, bound, default, _):
    parameter = ParamSpec(name, infer_variance=True)
    parameter.__module__ = _caller()
    parameter._default_function = default
    return parameter


def make_typevartuple(name, bound, default, _):
    parameter = TypeVarTuple(name)
    parameter.__module__ = _caller()
    parameter._default_function = default
    return parameter


def make_alias(name, type_params, value):
    alias = TypeAliasType(name, None, type_params=type_params or ())
    alias.__module__ = _caller()
    alias._value_function = value
    return alias


def generic_base(type_params):
    """Generic[T, ...], with a TypeVarTuple unpacked."""
    from typing import Unpack
    return Generic[tuple(Unpack[p] if isinstance(p, TypeVarTuple) else p for p in type_params)]
