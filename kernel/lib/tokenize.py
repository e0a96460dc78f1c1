"""Splits Python source into tokens. f-strings come as one STRING; what is no token is an ERRORTOKEN."""

from collections import namedtuple
import re
from token import (COMMENT, DEDENT, ENCODING, ENDMARKER, ERRORTOKEN, EXACT_TOKEN_TYPES, INDENT, NAME, NEWLINE, NL, NUMBER, OP,
                   STRING, tok_name)

__all__ = ['COMMENT', 'DEDENT', 'ENCODING', 'ENDMARKER', 'ERRORTOKEN', 'INDENT', 'NAME', 'NEWLINE', 'NL', 'NUMBER', 'OP', 'STRING',
           'TokenError', 'TokenInfo', 'detect_encoding', 'generate_tokens', 'open', 'tok_name', 'tokenize']

_open = open


class TokenError(Exception):
    """The source ends inside a string or a bracket."""


class TokenInfo(namedtuple('TokenInfo', 'type string start end line')):
    def __repr__(self):
        return 'TokenInfo(type=%d (%s), string=%r, start=%r, end=%r, line=%r)' % (self.type, tok_name[self.type], *self[1:])

    @property
    def exact_type(self):
        return EXACT_TOKEN_TYPES.get(self.string, self.type) if self.type == OP else self.type


_OPERATORS = '|'.join(re.escape(text) for text in sorted(EXACT_TOKEN_TYPES, key=len, reverse=True))
_NUMBER = (r'0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|'
           r'(?:[0-9](?:_?[0-9])*\.(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*|[0-9](?:_?[0-9])*)(?:[eE][-+]?[0-9](?:_?[0-9])*)?[jJ]?')
_PREFIX = r'(?:[bB][rR]?|[rR][bBfF]?|[uU]|[fF][rR]?)?'
_TOKEN = re.compile(rf'''[ \f\t]*(?:(?P<comment>\#[^\r\n]*)|(?P<newline>\r?\n|$)|(?P<joined>\\\r?\n)|(?P<triple>{_PREFIX}(?:\'\'\'|"""))|'''
                    rf'''(?P<string>{_PREFIX}(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))|(?P<number>{_NUMBER})|(?P<name>\w+)|(?P<op>{_OPERATORS}))''', re.S)
_ENDS = {quote: re.compile(rf'(?:[^\\]|\\.)*?{quote}', re.S) for quote in ("'''", '"""')}
_TYPES = {'comment': COMMENT, 'string': STRING, 'number': NUMBER, 'name': NAME, 'op': OP}


def generate_tokens(readline):
    """Tokens of the lines that readline gives."""
    lines = []
    while True:
        try:
            line = readline()
        except StopIteration:
            break
        if not line:
            break
        lines.append(line)
    indents = [0]
    depth = 0
    number = 0
    statement = False
    while number < len(lines):
        line = lines[number]
        number += 1
        at = 0
        if depth == 0 and not statement:
            text = line.lstrip(' \t\f')
            blank = text[:1] in ('', '#', '\n', '\r')
            column = len(line[:len(line) - len(text)].expandtabs(8))
            if not blank:
                at = len(line) - len(text)
                if column > indents[-1]:
                    indents.append(column)
                    yield TokenInfo(INDENT, line[:at], (number, 0), (number, at), line)
                while column < indents[-1]:
                    if column not in indents:
                        raise IndentationError('unindent does not match any outer indentation level')
                    indents.pop()
                    yield TokenInfo(DEDENT, '', (number, at), (number, at), line)
        while at < len(line):
            match = _TOKEN.match(line, at)
            if match is None:
                at += len(line) - at - len(line[at:].lstrip(' \t\f'))
                yield TokenInfo(ERRORTOKEN, line[at], (number, at), (number, at + 1), line)
                at += 1
                continue
            kind = match.lastgroup
            start, at = match.span(kind)
            text = match.group(kind)
            if kind == 'joined':
                statement = True
                break
            if kind == 'newline':
                if not text and start == len(line) and line.endswith('\n'):
                    break
                yield TokenInfo(NEWLINE if statement and depth == 0 else NL, text, (number, start), (number, start + max(len(text), 1)), line)
                if depth == 0:
                    statement = False
                break
            if kind == 'triple':
                first = number
                whole = line
                while (end := _ENDS[text[-3:]].match(whole, at)) is None:
                    if number == len(lines):
                        raise TokenError('unterminated triple-quoted string literal', (first, start))
                    whole += lines[number]
                    number += 1
                line = lines[number - 1]
                before = len(whole) - len(line)
                at = end.end() - before
                statement = True
                yield TokenInfo(STRING, whole[start:end.end()], (first, start), (number, at), whole)
                continue
            if kind != 'comment':
                statement = True
            if kind == 'op':
                depth += (text in '([{') - (text in ')]}')
            yield TokenInfo(_TYPES[kind], text, (number, start), (number, at), line)
        else:
            if not line.endswith('\n') and statement and depth == 0:
                yield TokenInfo(NEWLINE, '', (number, len(line)), (number, len(line) + 1), line)
                statement = False
    if depth:
        raise TokenError('unexpected EOF in multi-line statement', (number, 0))
    for _ in indents[1:]:
        yield TokenInfo(DEDENT, '', (number + 1, 0), (number + 1, 0), '')
    yield TokenInfo(ENDMARKER, '', (number + 1, 0), (number + 1, 0), '')


def tokenize(readline):
    """The same of lines of bytes in UTF-8, after a token that says so."""
    yield TokenInfo(ENCODING, 'utf-8', (0, 0), (0, 0), '')

    def decoded():
        return readline().decode('utf-8')

    yield from generate_tokens(decoded)


def detect_encoding(readline):
    """Sources are UTF-8 here."""
    return 'utf-8', []


def open(filename):
    return _open(filename, encoding='utf-8')
