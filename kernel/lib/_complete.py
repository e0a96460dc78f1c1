"""Completion from the live namespace. No code of the user's runs for it but attribute look-up.

A question is a dict with `kind`: names (`prefix`, and `call`, the function in whose arguments the cursor stands),
members (of `base`), keys (of the mapping `base`) or modules. An answer is a list of [text, type].
"""

import builtins
import sys

from _inspection import look_up, missing, signature_names

_main = sys.modules['__main__'].__dict__

_KEYWORDS = (
    'False None True and as assert async await break class continue def del elif else except finally for from global if '
    'import in is lambda nonlocal not or pass raise return try while with yield'
).split()


def complete(question):
    return _KINDS[question['kind']](question)


def _names(question):
    word = question['prefix']
    base, dot, prefix = word.rpartition('.')
    if dot:
        return [[base + '.' + name, kind] for name, kind in _members_of(look_up(base), prefix)]
    if word[:1].isdigit():
        return []
    found = {}
    if question.get('call'):
        for name in signature_names(look_up(question['call'])):
            if name.startswith(word):
                found[name + '='] = 'param'
    if word:
        for name in _KEYWORDS:
            if name.startswith(word):
                found[name] = 'keyword'
        for namespace in (builtins.__dict__, _main):
            for name in list(namespace):
                if _matches(name, word):
                    found[name] = _kind(namespace[name])
    return [[name, found[name]] for name in sorted(found, key=lambda name: (found[name] != 'param', name))]


def _members(question):
    value = look_up(question['base'])
    if value is missing:
        try:
            # Of a module that is not imported yet: the user is about to.
            value = __import__(question['base'], fromlist=['*'])
        except Exception:
            return []
    return _members_of(value, question['prefix'])


def _members_of(value, prefix):
    if value is missing:
        return []
    try:
        names = [name for name in dir(value) if isinstance(name, str) and _matches(name, prefix)]
    except Exception:
        return []
    found = []
    for name in sorted(names):
        try:
            found.append([name, _kind(getattr(value, name))])
        except Exception:
            found.append([name, 'property'])
    return found


def _keys(question):
    value = look_up(question['base'])
    prefix, quote = question['prefix'], question['quote']
    if not isinstance(value, dict):
        return []
    return [[key, 'key'] for key in list(value) if isinstance(key, str) and key.startswith(prefix) and quote not in key and '\\' not in key]


def _modules(question):
    return [[name, 'module'] for name in sorted({*sys.builtin_module_names, *sys.modules})]


_KINDS = {'names': _names, 'members': _members, 'keys': _keys, 'modules': _modules}


def _matches(name, prefix):
    """Private names only for who asks for them."""
    return name.startswith(prefix) and (prefix.startswith('_') or not name.startswith('_'))


def _kind(value):
    if isinstance(value, type):
        return 'class'
    if isinstance(value, type(sys)):
        return 'module'
    return 'function' if callable(value) else 'instance'
