"""Comma-separated values: what the module `csv` stands on. Reading is a small automaton, a character at a time."""

import re as _re

__version__ = '1.0'
__doc__ = 'CSV parsing and writing.'

QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE, QUOTE_STRINGS, QUOTE_NOTNULL = range(6)

_dialects = {}
_field_limit = 131072


class Error(Exception):
    pass


Error.__module__ = '_csv'

_DEFAULTS = {'delimiter': ',', 'doublequote': True, 'escapechar': None, 'lineterminator': '\r\n', 'quotechar': '"', 'quoting': QUOTE_MINIMAL,
             'skipinitialspace': False, 'strict': False}


class Dialect:
    """The rules of one way to write tables; checked when it is made, never changed."""

    __slots__ = ('_values',)

    def __new__(cls, dialect=None, **options):
        if isinstance(dialect, str):
            dialect = get_dialect(dialect)
        if isinstance(dialect, Dialect) and not options:
            return dialect
        for name in options:
            if name not in _DEFAULTS:
                raise TypeError("this function got an unexpected keyword argument '%s'" % name)
        self = object.__new__(cls)
        values = {name: options.get(name, getattr(dialect, name, default)) for name, default in _DEFAULTS.items()}
        if options.get('quotechar', '') is None and 'quoting' not in options and values['quoting'] != QUOTE_NONE:
            values['quoting'] = QUOTE_NONE
        _check(values)
        object.__setattr__(self, '_values', values)
        return self

    def __init__(self, *args, **options):
        pass

    def __getattr__(self, name):
        if name in _DEFAULTS:
            return self._values[name]
        raise AttributeError("'_csv.Dialect' object has no attribute '%s'" % name)

    def __setattr__(self, name, value):
        raise AttributeError("attribute '%s' of '_csv.Dialect' objects is not writable" % name)


def _check(values):
    quoting = values['quoting']
    if not isinstance(quoting, int):
        raise TypeError('"quoting" must be an integer, not %s' % type(quoting).__name__)
    if not 0 <= quoting <= 5:
        raise TypeError('bad "quoting" value')
    for name in ('delimiter', 'quotechar', 'escapechar'):
        value = values[name]
        wanted = 'a unicode character' if name == 'delimiter' else 'a unicode character or None'
        if value is None and name != 'delimiter':
            continue
        if not isinstance(value, str):
            raise TypeError('"%s" must be %s, not %s' % (name, wanted, type(value).__name__))
        if len(value) != 1:
            raise TypeError('"%s" must be %s, not a string of length %d' % (name, wanted, len(value)))
        if value in '\r\n' or value == ' ' and values['skipinitialspace'] and name != 'delimiter':
            raise ValueError('bad %s value' % name)
    if not isinstance(values['lineterminator'], str):
        raise TypeError('"lineterminator" must be a string, not %s' % type(values['lineterminator']).__name__)
    if quoting != QUOTE_NONE and values['quotechar'] is None:
        raise TypeError('quotechar must be set if quoting enabled')
    signs = [(name, values[name]) for name in ('delimiter', 'escapechar', 'quotechar') if values[name] is not None]
    for i, (first, sign) in enumerate(signs):
        for second, other in signs[i + 1:]:
            if sign == other:
                raise ValueError('bad %s or %s value' % (first, second))
    for name in ('doublequote', 'skipinitialspace', 'strict'):
        values[name] = bool(values[name])


def register_dialect(name, dialect=None, /, **options):
    if not isinstance(name, str):
        raise TypeError('dialect name must be a string')
    _dialects[name] = Dialect(dialect, **options)


def unregister_dialect(name, /):
    if name not in _dialects:
        raise Error('unknown dialect')
    del _dialects[name]


def get_dialect(name, /):
    if name not in _dialects:
        raise Error('unknown dialect')
    return _dialects[name]


def list_dialects():
    return list(_dialects)


def field_size_limit(limit=None, /):
    global _field_limit
    before = _field_limit
    if limit is not None:
        if not isinstance(limit, int):
            raise TypeError('limit must be an integer')
        _field_limit = limit
    return before


# States of a reader.
_START_RECORD, _START_FIELD, _IN_FIELD, _ESCAPE, _IN_QUOTED, _ESCAPE_QUOTED, _QUOTE_IN_QUOTED, _AFTER_ESCAPED_CRNL, _END = range(9)


class _Reader:
    """Rows out of an iterable of lines."""

    def __init__(self, lines, dialect, options):
        self.dialect = Dialect(dialect, **options)
        self._lines = iter(lines)
        self.line_num = 0

    def __iter__(self):
        return self

    def __next__(self):
        self._row = []
        self._field = []
        self._quoted = False
        self._state = _START_RECORD
        while True:
            try:
                line = next(self._lines)
            except StopIteration:
                if self._field or self._state == _IN_QUOTED:
                    if self.dialect.strict:
                        raise Error('unexpected end of data') from None
                    self._save()
                    return self._row
                raise
            if not isinstance(line, str):
                raise Error('iterator should return strings, not %s (the file should be opened in text mode)' % type(line).__name__)
            self.line_num += 1
            self._read(line)
            if self._state == _START_RECORD:
                return self._row

    def _read(self, line):
        d = self.dialect._values
        delimiter, quote, escape, skip = d['delimiter'], d['quotechar'], d['escapechar'], d['skipinitialspace']
        quoting = d['quoting']
        state = self._state
        for c in line:
            if state == _IN_FIELD:
                if c == delimiter:
                    self._save()
                    state = _START_FIELD
                elif c in '\r\n':
                    self._save()
                    state = _END
                elif c == escape:
                    state = _ESCAPE
                else:
                    self._add(c)
            elif state == _IN_QUOTED:
                if c == escape:
                    state = _ESCAPE_QUOTED
                elif c == quote and quoting != QUOTE_NONE:
                    state = _QUOTE_IN_QUOTED if d['doublequote'] else _IN_FIELD
                else:
                    self._add(c)
            elif state == _START_RECORD or state == _START_FIELD:
                if c in '\r\n':
                    if state == _START_FIELD:
                        self._save()
                    state = _END
                elif c == quote and quoting != QUOTE_NONE:
                    self._quoted = True
                    state = _IN_QUOTED
                elif c == escape:
                    state = _ESCAPE
                elif c == ' ' and skip:
                    state = _START_FIELD
                elif c == delimiter:
                    self._save()
                    state = _START_FIELD
                else:
                    self._add(c)
                    state = _IN_FIELD
            elif state == _ESCAPE:
                self._add(c)
                state = _AFTER_ESCAPED_CRNL if c in '\r\n' else _IN_FIELD
            elif state == _AFTER_ESCAPED_CRNL:
                if c in '\r\n':
                    self._save()
                    state = _END
                elif c == delimiter:
                    self._save()
                    state = _START_FIELD
                else:
                    self._add(c)
                    state = _IN_FIELD
            elif state == _ESCAPE_QUOTED:
                self._add(c)
                state = _IN_QUOTED
            elif state == _QUOTE_IN_QUOTED:
                if c == quote and quoting != QUOTE_NONE:
                    self._add(c)
                    state = _IN_QUOTED
                elif c == delimiter:
                    self._save()
                    state = _START_FIELD
                elif c in '\r\n':
                    self._save()
                    state = _END
                elif d['strict']:
                    raise Error("'%s' expected after '%s'" % (delimiter, quote))
                else:
                    self._add(c)
                    state = _IN_FIELD
            elif c not in '\r\n':  # _END
                raise Error('new-line character seen in unquoted field - do you need to open the file with newline=\'\'?')
        # The end of a line without a line end.
        if state == _ESCAPE:
            self._add('\n')
            state = _IN_FIELD
        elif state == _ESCAPE_QUOTED:
            self._add('\n')
            state = _IN_QUOTED
        elif state == _IN_QUOTED or state == _AFTER_ESCAPED_CRNL:
            pass
        elif state == _END or state == _START_RECORD:
            state = _START_RECORD
        else:
            self._save()
            state = _START_RECORD
        self._state = state

    def _add(self, c):
        if len(self._field) >= _field_limit:
            raise Error('field larger than field limit (%d)' % _field_limit)
        self._field.append(c)

    def _save(self):
        text = ''.join(self._field)
        self._field = []
        quoted, self._quoted = self._quoted, False
        quoting = self.dialect._values['quoting']
        if not quoted:
            if quoting == QUOTE_NONNUMERIC and text or quoting == QUOTE_STRINGS and text:
                text = float(text)
            elif not text and quoting in (QUOTE_NOTNULL, QUOTE_STRINGS):
                text = None
        self._row.append(text)


_Reader.__name__ = _Reader.__qualname__ = 'reader'
_Reader.__module__ = '_csv'


def reader(iterable, /, dialect='excel', **options):
    return _Reader(iterable, dialect, options)


class _Writer:
    """Rows to an object with write()."""

    def __init__(self, file, dialect, options):
        self.dialect = Dialect(dialect, **options)
        write = getattr(file, 'write', None)
        if not callable(write):
            raise TypeError('argument 1 must have a "write" method')
        self._write = write
        d = self.dialect._values
        signs = ''.join([sign for sign in (d['delimiter'], d['escapechar'], d['quotechar'], '\r\n', d['lineterminator']) if sign])
        # What a field without quotes may not hold.
        self._special = _re.compile('[%s]' % _re.escape(signs))

    def writerow(self, row, /):
        try:
            values = list(row)
        except TypeError:
            raise Error('iterable expected, not %s' % type(row).__name__) from None
        d = self.dialect._values
        fields = [self._text(value, d) for value in values]
        if len(fields) == 1 and fields[0] == '':
            if d['quoting'] == QUOTE_NONE or d['quoting'] in (QUOTE_STRINGS, QUOTE_NOTNULL) and values[0] is None:
                raise Error('single empty field record must be quoted')
            fields[0] = d['quotechar'] * 2
        return self._write(d['delimiter'].join(fields) + d['lineterminator'])

    def writerows(self, rows, /):
        for row in rows:
            self.writerow(row)

    def _text(self, value, d):
        quoting, quote, escape = d['quoting'], d['quotechar'], d['escapechar']
        if isinstance(value, str):
            text = value
        elif value is None:
            text = ''
        else:
            text = str(value)
        quoted = (quoting == QUOTE_ALL
                  or quoting == QUOTE_NONNUMERIC and not isinstance(value, (int, float, complex))
                  or quoting == QUOTE_STRINGS and isinstance(value, str)
                  or quoting == QUOTE_NOTNULL and value is not None)
        if not quoted:
            special = self._special.search(text) is not None
            if not special and not (text[:1] == ' ' and d['skipinitialspace'] or d['delimiter'] == ' ' and not text):
                return text
            if quoting == QUOTE_NONE or not d['doublequote'] and quote in text and not any(c in text for c in d['delimiter'] + '\r\n'):
                return self._escaped(text, escape)
            if special and escape is not None and set(self._special.findall(text)) == {escape}:
                return text.replace(escape, escape * 2)
        if quote in text:
            if d['doublequote']:
                text = text.replace(quote, quote * 2)
            elif escape is None:
                raise Error('need to escape, but no escapechar set')
            else:
                text = text.replace(quote, escape + quote)
        return quote + text + quote

    def _escaped(self, text, escape):
        if escape is None:
            raise Error('need to escape, but no escapechar set')
        return self._special.sub(lambda found: escape + found.group(), text)


_Writer.__name__ = _Writer.__qualname__ = 'writer'
_Writer.__module__ = '_csv'


def writer(fileobj, /, dialect='excel', **options):
    return _Writer(fileobj, dialect, options)
