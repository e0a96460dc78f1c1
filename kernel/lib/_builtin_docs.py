"""What the built-in functions, types and their commonest methods take and do, for `name?`: those of the runtime itself carry
no text, which would be in everybody's memory for the few that ask. A line each: name, arguments, a sentence."""

_TEXT = """\
abs(x, /) The absolute value of a number.
all(iterable, /) True if every element is true; so it is for an empty iterable.
any(iterable, /) True if some element is true.
ascii(object, /) As repr, with everything beyond ASCII escaped.
bin(number, /) An integer in base 2, with the prefix 0b.
bool(object=False, /) True or False: whether an object counts as true.
bytearray(source=b'', encoding='utf-8', errors='strict') Bytes that can be changed in place.
bytes(source=b'', encoding='utf-8', errors='strict') Bytes that cannot be changed: of integers from 0 to 255, of a str and its encoding, or so many zeros.
callable(object, /) Whether an object can be called.
chr(i, /) The character with a code point, from 0 to 0x10ffff.
classmethod(function, /) Makes a method receive the class in place of the instance.
compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1) A code object from source text; mode is 'exec', 'eval' or 'single'.
complex(real=0, imag=0) A complex number, from parts or from text.
delattr(object, name, /) Removes an attribute, as `del object.name` does.
dict(mapping_or_pairs=(), /, **items) A mapping from keys to values that keeps the order in which keys came.
dir(object=None, /) Names of an object's attributes; without one, those of the current scope.
divmod(x, y, /) The pair (x // y, x % y).
enumerate(iterable, start=0) Pairs of a counter and each element.
eval(source, /, globals=None, locals=None) The value of an expression, from text or a code object.
exec(source, /, globals=None, locals=None, *, closure=None) Runs statements, from text or a code object.
filter(function, iterable, /) Those elements for which a function is true; with None, those that are true themselves.
float(x=0, /) A floating point number, from a number or from text.
format(value, format_spec='', /) The text of a value after a format such as '>8.2f'.
frozenset(iterable=(), /) A set that cannot be changed, and so may be in other sets and be a key.
getattr(object, name, default=..., /) An attribute by name; the default, if given, where there is none.
globals() The dict of the current module's variables.
hasattr(object, name, /) Whether an object has an attribute of that name.
hash(object, /) The integer by which dicts and sets find an object. Equal objects have equal hashes.
hex(number, /) An integer in base 16, with the prefix 0x.
id(object, /) A number that no other object has as long as this one lives.
input(prompt='', /) A line from the user, without its end.
int(x=0, /, base=10) An integer of any size: from a number, cut off towards zero, or from text.
isinstance(object, class_or_tuple, /) Whether an object is an instance of a class, of one derived from it, or of one in a tuple or union.
issubclass(cls, class_or_tuple, /) Whether a class is another or derived from it.
iter(object, sentinel=..., /) An iterator over an object; with a sentinel, over the results of calling it until that one comes.
len(object, /) The number of elements in a container.
list(iterable=(), /) A sequence that can be changed.
locals() The variables of the current scope as a dict.
map(function, iterable, /, *iterables) The function's results for the elements of one or several iterables.
max(*values, key=None, default=...) The greatest of several values, or of one iterable's elements; by `key`, if given.
memoryview(object, /) A view of the memory of a bytes-like object, without a copy.
min(*values, key=None, default=...) The least of several values, or of one iterable's elements; by `key`, if given.
next(iterator, default=..., /) The next element; the default, if given, where there is none left.
object() The class from which all others are derived.
oct(number, /) An integer in base 8, with the prefix 0o.
open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None) Opens a file: 'r' reads, 'w' writes, 'a' appends, 'x' makes a new one; 'b' for bytes.
ord(character, /) The code point of a character.
pow(base, exp, mod=None) base ** exp, by its remainder after division by `mod` if that is given.
print(*values, sep=' ', end='\\n', file=None, flush=False) Writes the texts of values to standard output or a file.
property(fget=None, fset=None, fdel=None, doc=None) An attribute whose value is got, set and deleted by functions.
range(start, stop=..., step=1, /) The integers from start up to stop, which is not among them; range(stop) begins at 0.
repr(object, /) The text that shows an object to a programmer.
reversed(sequence, /) An iterator from the last element to the first.
round(number, ndigits=None) A number rounded to so many digits behind the point; a tie goes to the even one.
set(iterable=(), /) A collection of different elements, without order.
setattr(object, name, value, /) Sets an attribute, as `object.name = value` does.
slice(start, stop=..., step=None, /) What `a[start:stop:step]` hands to the container.
sorted(iterable, /, *, key=None, reverse=False) A new list of the elements in order; equal ones stay as they came.
staticmethod(function, /) Makes a method receive neither instance nor class.
str(object='', encoding='utf-8', errors='strict') Text: of an object by its __str__, or of bytes by their encoding.
sum(iterable, /, start=0) The start and all elements, added up from left to right.
super(type=..., object_or_type=..., /) Looks attributes up in the classes behind the current one, in the order of its __mro__.
tuple(iterable=(), /) A sequence that cannot be changed.
type(object, /) The class of an object; type(name, bases, namespace) makes a new one.
vars(object=..., /) The __dict__ of an object; without one, as locals().
zip(*iterables, strict=False) Tuples of the first elements, of the second ones and so on, until the shortest ends; `strict` refuses unequal lengths.
str.capitalize() The first character as a title's, all others lower case.
str.casefold() For comparisons that shall not see case.
str.center(width, fillchar=' ', /) Padded on both sides.
str.count(sub, start=0, end=..., /) How many times a part occurs, without overlap.
str.encode(encoding='utf-8', errors='strict') The bytes of a text.
str.endswith(suffix, start=0, end=..., /) Whether it ends in a suffix, or in one of a tuple.
str.expandtabs(tabsize=8) Spaces up to the next column in place of tabs.
str.find(sub, start=0, end=..., /) Where a part first occurs; -1 where it does not.
str.format(*args, **kwargs) Values in place of the fields in braces.
str.index(sub, start=0, end=..., /) Where a part first occurs; ValueError where it does not.
str.isalnum() Whether all are letters or digits, and there is one.
str.isalpha() Whether all are letters, and there is one.
str.isascii() Whether all code points are below 128.
str.isdecimal() Whether all can form decimal numbers, and there is one.
str.isdigit() Whether all are digits, and there is one.
str.isidentifier() Whether it could be a name in Python.
str.islower() Whether all cased characters are lower case, and there is one.
str.isnumeric() Whether all are numeric, and there is one.
str.isprintable() Whether repr shows all as they are.
str.isspace() Whether all are white space, and there is one.
str.istitle() Whether words begin in upper case and go on in lower case.
str.isupper() Whether all cased characters are upper case, and there is one.
str.join(iterable, /) The texts of an iterable with this one between them.
str.ljust(width, fillchar=' ', /) Padded on the right.
str.lower() In lower case.
str.lstrip(chars=None, /) Without white space, or those characters, at the start.
str.partition(sep, /) What is before the first separator, the separator, and what is behind it.
str.removeprefix(prefix, /) Without that prefix, if it has it.
str.removesuffix(suffix, /) Without that suffix, if it has it.
str.replace(old, new, /, count=-1) With one part replaced by another, everywhere or so many times.
str.rfind(sub, start=0, end=..., /) Where a part last occurs; -1 where it does not.
str.rindex(sub, start=0, end=..., /) Where a part last occurs; ValueError where it does not.
str.rjust(width, fillchar=' ', /) Padded on the left.
str.rpartition(sep, /) What is before the last separator, the separator, and what is behind it.
str.rsplit(sep=None, maxsplit=-1) As split, counted from the end.
str.rstrip(chars=None, /) Without white space, or those characters, at the end.
str.split(sep=None, maxsplit=-1) The parts between separators; without one, between runs of white space.
str.splitlines(keepends=False) The lines.
str.startswith(prefix, start=0, end=..., /) Whether it begins with a prefix, or with one of a tuple.
str.strip(chars=None, /) Without white space, or those characters, at both ends.
str.swapcase() Upper case for lower case, and the other way round.
str.title() Each word in upper case at its start and lower case behind.
str.translate(table, /) Each character by what a table, such as maketrans makes, has for it.
str.upper() In upper case.
str.zfill(width, /) With zeros on the left, behind a sign.
bytes.decode(encoding='utf-8', errors='strict') The text that bytes encode.
bytes.fromhex(text, /) The bytes that pairs of hexadecimal digits stand for.
bytes.hex(sep=..., bytes_per_sep=1) Two hexadecimal digits for each byte.
list.append(object, /) Adds an element at the end.
list.clear() Removes all elements.
list.copy() A new list of the same elements.
list.count(value, /) How many elements are equal to a value.
list.extend(iterable, /) Adds all elements of an iterable at the end.
list.index(value, start=0, stop=..., /) Where a value first is; ValueError where it is not.
list.insert(index, object, /) Adds an element before an index.
list.pop(index=-1, /) Removes an element, the last by default, and returns it.
list.remove(value, /) Removes the first element that is equal to a value; ValueError where there is none.
list.reverse() Turns the order round, in place.
list.sort(*, key=None, reverse=False) Sorts in place; equal elements stay as they were.
dict.clear() Removes all items.
dict.copy() A new dict with the same items.
dict.fromkeys(iterable, value=None, /) A new dict whose keys all have one value.
dict.get(key, default=None, /) The value of a key, or the default.
dict.items() A view of the pairs of keys and values.
dict.keys() A view of the keys.
dict.pop(key, default=..., /) Removes a key and returns its value; the default, if given, where there is none.
dict.popitem() Removes the newest item and returns it as a pair.
dict.setdefault(key, default=None, /) The value of a key, which is set to the default first where there is none.
dict.update(mapping_or_pairs=(), /, **items) Takes over all items of another mapping.
dict.values() A view of the values.
set.add(element, /) Adds an element, if it is not there.
set.clear() Removes all elements.
set.copy() A new set of the same elements.
set.difference(*others) The elements that are in none of the others.
set.discard(element, /) Removes an element, if it is there.
set.intersection(*others) The elements that are in all of the others too.
set.isdisjoint(other, /) Whether no element is in both.
set.issubset(other, /) Whether all elements are in the other.
set.issuperset(other, /) Whether all elements of the other are in this one.
set.pop() Removes some element and returns it.
set.remove(element, /) Removes an element; KeyError where it is not there.
set.symmetric_difference(other, /) The elements that are in one of the two only.
set.union(*others) The elements of this and all others.
set.update(*others) Adds the elements of all others.
int.as_integer_ratio() Numerator and denominator.
int.bit_count() How many bits of the absolute value are 1.
int.bit_length() How many bits the absolute value takes.
int.from_bytes(bytes, byteorder='big', *, signed=False) The integer that bytes stand for.
int.is_integer() True, as for floats without a fraction.
int.to_bytes(length=1, byteorder='big', *, signed=False) The bytes of an integer.
float.as_integer_ratio() Two integers whose quotient is exactly this number.
float.fromhex(text, /) The number that a hexadecimal text stands for.
float.hex() An exact hexadecimal text.
float.is_integer() Whether there is no fraction."""

_table = {}

# Types whose methods do what those of another type do.
_LIKE = {'bytes': 'str', 'bytearray': 'bytes', 'tuple': 'list', 'frozenset': 'set', 'bool': 'int'}


def _entries():
    if not _table:
        for line in _TEXT.split('\n'):
            end = _closing(line)
            start = line.index('(')
            _table[line[:start]] = line[start:end], line[end + 1:]
    return _table


def _closing(line):
    """Where the arguments end: behind the parenthesis that closes the first one."""
    depth = 0
    for at, char in enumerate(line):
        if char == '(':
            depth += 1
        elif char == ')':
            depth -= 1
            if depth == 0:
                return at + 1
    raise ValueError(line)


def entry(qualified):
    """Arguments and sentence of a built-in by its __qualname__; None where there is no entry."""
    entries = _entries()
    owner, dot, name = qualified.partition('.')
    while qualified not in entries and dot and owner in _LIKE:
        owner = _LIKE[owner]
        qualified = owner + '.' + name
    return entries.get(qualified)


def keywords(qualified):
    """Names that a call may pass arguments by."""
    found = entry(qualified)
    if found is None:
        return []
    names = [part.partition('=')[0].strip() for part in found[0][1:-1].split(', ')]
    if '/' in names:
        names = names[names.index('/') + 1:]
    return [name for name in names if name.isidentifier()]
