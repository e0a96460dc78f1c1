"""sys.path and __path__ decide what import finds; SyntaxWarnings reach the module warnings."""

import os
import sys
import tempfile
import warnings

with tempfile.TemporaryDirectory() as folder:
    def write(name, text):
        os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
        with open(os.path.join(folder, name), 'w') as file:
            file.write(text)

    write('first/found_here.py', 'where = 1\n')
    write('second/found_here.py', 'where = 2\n')
    write('second/parcel/__init__.py', 'from . import inner\n')
    write('second/parcel/inner.py', 'value = __name__\n')
    write('elsewhere/far.py', 'value = __name__\n')
    try:
        import found_here
        raise AssertionError
    except ModuleNotFoundError as error:
        assert error.name == 'found_here'
    sys.path[:0] = [os.path.join(folder, 'first'), os.path.join(folder, 'second'), 5]
    import found_here
    assert found_here.where == 1 and found_here.__file__ == os.path.join(folder, 'first', 'found_here.py')
    import parcel.inner
    assert parcel.inner.value == 'parcel.inner' and parcel.__path__ == [os.path.join(folder, 'second', 'parcel')]
    parcel.__path__.append(os.path.join(folder, 'elsewhere'))
    from parcel import far
    assert far.value == 'parcel.far'
    try:
        import found_here.sub
        raise AssertionError
    except ModuleNotFoundError as error:
        assert str(error) == "No module named 'found_here.sub'; 'found_here' is not a package"
    import colorsys
    assert colorsys.__file__.endswith('colorsys.py')


def warned(source):
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter('always')
        compile(source, '<source>', 'exec')
    # Before 3.12 an invalid escape sequence was deprecated only.
    return [(str(w.message), w.lineno, w.filename) for w in given if w.category in (SyntaxWarning, DeprecationWarning)]


assert warned(r"x = '\d'") == [(r"invalid escape sequence '\d'", 1, '<source>')]
assert warned('\nx = b"\\z" "\\q"[1:]'.replace('"\\q"[1:]', 'b""')) == [(r"invalid escape sequence '\z'", 2, '<source>')]
assert warned("x = f'{1}\\d'")[0][0] == r"invalid escape sequence '\d'"
assert warned("x = '\\777'")[0][0] == r"invalid octal escape sequence '\777'"
assert warned('x is 1')[0][0].startswith('"is" with ') and warned('if x is not "a" is y: pass')[0][0].startswith('"is not" with ')
assert warned('x is None; x is ...; x is True; 1 == x; x is y') == []
assert warned('assert (x, "text")')[0][0] == 'assertion is always true, perhaps remove parentheses?'
assert warned('[(1, 2) (3, 4)]')[0][0] == "'tuple' object is not callable; perhaps you missed a comma?"
assert warned('[[1] ["a"]]')[0][0] == 'list indices must be integers or slices, not str; perhaps you missed a comma?'
assert warned('x = 5[0]')[0][0] == "'int' object is not subscriptable; perhaps you missed a comma?"
assert warned(r"x = r'\d', '\n\\', {1: 2}[1], 'a'[0], (1, 2)[0:1]") == []
with warnings.catch_warnings():
    warnings.simplefilter('error')
    try:
        compile('\nx is 1', '<source>', 'exec')
        raise AssertionError
    except SyntaxError as error:
        assert error.lineno == 2 and error.filename == '<source>' and 'Did you mean' in error.msg
