# lab only: what CPython 3.13 suggests; older ones suggest less
# "Did you mean" at the end of a report.
import io, sys, threading
import json


def report(source):
    try:
        exec(compile(source, '<case>', 'exec'), globals())
    except Exception as e:
        old, sys.stderr = sys.stderr, io.StringIO()
        try:
            sys.excepthook(type(e), e, e.__traceback__)
            return sys.stderr.getvalue().splitlines()[-1]
        finally:
            sys.stderr = old


lenght = 1
class A:
    blech = 1
    _private = 2
class Listed:
    def __dir__(self): return ['xy', 'other']
class Failing:
    def __dir__(self): raise ValueError

for source, expected in {
    '[].apend': "AttributeError: 'list' object has no attribute 'apend'. Did you mean: 'append'?",
    'A().bluch': "AttributeError: 'A' object has no attribute 'bluch'. Did you mean: 'blech'?",
    'A().private': "AttributeError: 'A' object has no attribute 'private'",
    'A()._privat': "AttributeError: 'A' object has no attribute '_privat'. Did you mean: '_private'?",
    'Listed().xz': "AttributeError: 'Listed' object has no attribute 'xz'. Did you mean: 'xy'?",
    'Failing().x': "AttributeError: 'Failing' object has no attribute 'x'",
    'json.dumsp': "AttributeError: module 'json' has no attribute 'dumsp'. Did you mean: 'dump'?",
    'pirnt(1)': "NameError: name 'pirnt' is not defined. Did you mean: 'print'?",
    'length': "NameError: name 'length' is not defined. Did you mean: 'lenght'?",
    'LengHT': "NameError: name 'LengHT' is not defined. Did you mean: 'lenght'?",
    'def f():\n  abcdef = 1\n  return abcdfe\nf()': "NameError: name 'abcdfe' is not defined. Did you mean: 'abcdef'?",
    'nothing_like_it': "NameError: name 'nothing_like_it' is not defined",
    'math.pi': "NameError: name 'math' is not defined. Did you forget to import 'math'?",
    'pprint.x': "NameError: name 'pprint' is not defined. Did you mean: 'print'? Or did you forget to import 'pprint'?",
    'from json import dmps': "Did you mean: 'dumps'?",
    'import jsno': "ModuleNotFoundError: No module named 'jsno'",
    'raise NameError("x")': 'NameError: x',
    'raise NameError("x", name="prin")': "NameError: x. Did you mean: 'print'?",
    'raise KeyError("prin")': "KeyError: 'prin'",
    'x' * 41: f"NameError: name '{'x' * 41}' is not defined",
}.items():
    found = report(source)
    assert found.endswith(expected) and (found == expected or 'ImportError' in found), (source, found)

# The text of the exception itself stays as it is.
try:
    [].apend
except AttributeError as e:
    assert str(e) == "'list' object has no attribute 'apend'"
print('ok')
