"""literal_eval. The compiler is not written in Python, so there are no syntax trees here."""

__all__ = ['literal_eval']

_CLOSING = {'(': ')', '[': ']', '{': '}'}


def literal_eval(text):
    """The value of a literal: strings, bytes, numbers, tuples, lists, dicts, sets, True, False, None and Ellipsis."""
    if not isinstance(text, str):
        raise ValueError('malformed node or string: %r' % (text,))
    reader = _Reader(text.lstrip(' \t'))
    value = reader.items(None)
    return value


class _Reader:
    """Checks by its tokens that a text is a literal and puts its value together."""

    def __init__(self, text):
        import tokenize
        self._text = text
        skipped = tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT, tokenize.ENDMARKER, tokenize.INDENT, tokenize.DEDENT
        self._tokens = [token for token in tokenize.generate_tokens(iter(text.splitlines(True)).__next__) if token.type not in skipped]
        self._names = tokenize.NAME
        self._literals = tokenize.NUMBER, tokenize.STRING
        self._at = 0

    def _bad(self):
        # A text that is no expression at all is a SyntaxError, as it is for the compiler.
        compile(self._text, '<unknown>', 'eval')
        raise ValueError('malformed node or string: %r' % self._text)

    def _peek(self):
        return self._tokens[self._at].string if self._at < len(self._tokens) else None

    def _take(self, wanted=None):
        if self._at == len(self._tokens) or wanted not in (None, self._tokens[self._at].string):
            self._bad()
        self._at += 1
        return self._tokens[self._at - 1]

    def items(self, closing):
        """Values up to the closing bracket: a tuple if there is a comma, else the one value."""
        values = []
        comma = False
        while self._peek() != closing:
            values.append(self.value())
            if self._peek() == closing:
                break
            self._take(',')
            comma = True
        if not comma and len(values) == 1:
            return values[0]
        if closing is None and not values:
            self._bad()
        return tuple(values)

    def _number(self):
        sign = 1
        while self._peek() in ('+', '-'):
            sign = -sign if self._take().string == '-' else sign
        value = self._atom()
        if type(value) not in (int, float, complex):
            self._bad()
        return sign * value

    def value(self):
        if self._peek() not in ('+', '-'):
            value = self._atom()
            if type(value) not in (int, float) or self._peek() not in ('+', '-'):
                return value
        else:
            value = self._number()
        if self._peek() in ('+', '-'):
            # A complex number: a real part and an imaginary one.
            sign = -1 if self._take().string == '-' else 1
            imaginary = self._atom()
            if type(imaginary) is not complex:
                self._bad()
            value = value + sign * imaginary
        return value

    def _atom(self):
        token = self._take()
        text = token.string
        if token.type in self._literals:
            while self._at < len(self._tokens) and token.type == self._literals[1] and self._tokens[self._at].type == token.type:
                text += ' ' + self._take().string
            if token.type == self._literals[1] and 'f' in text[:text.index(text.lstrip('rRbBuUfF')[0])].lower():
                self._bad()
            return eval(text, {})
        if token.type == self._names and text in ('True', 'False', 'None'):
            return {'True': True, 'False': False, 'None': None}[text]
        if text == '...':
            return ...
        if text == '(':
            value = self.items(')') if self._peek() != ')' else ()
            self._take(')')
            return value
        if text == '[':
            values = []
            while self._peek() != ']':
                values.append(self.value())
                if self._peek() != ']':
                    self._take(',')
            self._take(']')
            return values
        if text == '{':
            return self._braces()
        if token.type == self._names and text == 'set' and self._peek() == '(':
            self._take('(')
            self._take(')')
            return set()
        return self._bad()

    def _braces(self):
        pairs = {}
        values = set()
        while self._peek() != '}':
            value = self.value()
            if self._peek() == ':' and not values:
                self._take(':')
                pairs[value] = self.value()
            elif not pairs:
                values.add(value)
            else:
                self._bad()
            if self._peek() != '}':
                self._take(',')
        self._take('}')
        return values or pairs
