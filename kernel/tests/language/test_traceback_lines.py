# lab only: CPython 3.13 shows the same, older ones show less
# Failing expressions over several lines: which lines a report shows, and where its carets are.
import io, sys

def f(*a, **k): 1/0
def returned_call():
    return f(
        1,
        2)
def nested_call():
    return (1 +
            f(1,
              2) +
            3)
def in_a_dict():
    x = {
        'a': 1,
        'b': 2,
        'c': 3,
        'd': None + 1,
    }
def subscript():
    y = [1,2][
        5
    ]
def long_sum():
    z = (1 +
         2 +
         3 +
         4 +
         5 + "a")
def method_chain():
    print("abc".
          upper().
          nope(1,
               2))
def comment_and_gap():
    f(a=1,  # comment (
      b=2,
      c=3,

      d=4)
def condition():
    if (1 and
        f(2) and
        3): pass
def raised():
    raise ValueError(
        "a",
        "b")
def tabs():
	return f(1,
		2,
	3)
def assigned_sum(): w = 1 + f(1)
def wide_characters(): 日 = f("日本", 1/0)
def comprehension():
    return [f(x)
            for x in range(3)]
def called_result():
    return f(1)(2)(
        3)
def assigned_twice():
    a = b = f(
        1)
def with_item():
    with f(
        1
    ) as y: pass
def asserted():
    assert f(
        1), "x"
def alternative():
    return not f(1) or (
       2)


EXPECTED = {
    returned_call: '''  File "FILE", line 7, in returned_call
    return f(
        1,
        2)
  File "FILE", line 5, in f
    def f(*a, **k): 1/0
                    ~^~
ZeroDivisionError: division by zero
''',
    nested_call: '''  File "FILE", line 12, in nested_call
    f(1,
    ~^^^
      2) +
      ^^
  File "FILE", line 5, in f
    def f(*a, **k): 1/0
                    ~^~
ZeroDivisionError: division by zero
''',
    in_a_dict: '''  File "FILE", line 20, in in_a_dict
    'd': None + 1,
         ~~~~~^~~
TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'
''',
    subscript: '''  File "FILE", line 23, in subscript
    y = [1,2][
        ~~~~~^
        5
        ^
    ]
    ^
IndexError: list index out of range
''',
    long_sum: '''  File "FILE", line 27, in long_sum
    z = (1 +
         ~~~
    ...<2 lines>...
         4 +
         ~~~
         5 + "a")
         ~~^~~~~
TypeError: unsupported operand type(s) for +: 'int' and 'str'
''',
    method_chain: '''  File "FILE", line 35, in method_chain
    nope(1,
    ^^^^
AttributeError: 'str' object has no attribute 'nope'
''',
    comment_and_gap: '''  File "FILE", line 38, in comment_and_gap
    f(a=1,  # comment (
    ~^^^^^^^^^^^^^^^^^^
      b=2,
      ^^^^
      c=3,
      ^^^^
    
    
      d=4)
      ^^^^
  File "FILE", line 5, in f
    def f(*a, **k): 1/0
                    ~^~
ZeroDivisionError: division by zero
''',
    condition: '''  File "FILE", line 45, in condition
    f(2) and
    ~^^^
  File "FILE", line 5, in f
    def f(*a, **k): 1/0
                    ~^~
ZeroDivisionError: division by zero
''',
    raised: '''  File "FILE", line 48, in raised
    raise ValueError(
        "a",
        "b")
ValueError: ('a', 'b')
''',
    tabs: '''  File "FILE", line 52, in tabs
    return f(1,
    	2,
    3)
  File "FILE", line 5, in f
    def f(*a, **k): 1/0
                    ~^~
ZeroDivisionError: division by zero
''',
    assigned_sum: '''  File "FILE", line 55, in assigned_sum
    def assigned_sum(): w = 1 + f(1)
                                ~^^^
  File "FILE", line 5, in f
    def f(*a, **k): 1/0
                    ~^~
ZeroDivisionError: division by zero
''',
    wide_characters: '''  File "FILE", line 56, in wide_characters
    def wide_characters(): 日 = f("日本", 1/0)
                                          ~^~
ZeroDivisionError: division by zero
''',
    comprehension: '''  File "FILE", line 58, in comprehension
    return [f(x)
            ~^^^
  File "FILE", line 5, in f
    def f(*a, **k): 1/0
                    ~^~
ZeroDivisionError: division by zero
''',
    called_result: '''  File "FILE", line 61, in called_result
    return f(1)(2)(
           ~^^^
  File "FILE", line 5, in f
    def f(*a, **k): 1/0
                    ~^~
ZeroDivisionError: division by zero
''',
    assigned_twice: '''  File "FILE", line 64, in assigned_twice
    a = b = f(
            ~^
        1)
        ^^
  File "FILE", line 5, in f
    def f(*a, **k): 1/0
                    ~^~
ZeroDivisionError: division by zero
''',
    with_item: '''  File "FILE", line 67, in with_item
    with f(
         ~^
        1
        ^
    ) as y: pass
    ^
  File "FILE", line 5, in f
    def f(*a, **k): 1/0
                    ~^~
ZeroDivisionError: division by zero
''',
    asserted: '''  File "FILE", line 71, in asserted
    assert f(
           ~^
        1), "x"
        ^^
  File "FILE", line 5, in f
    def f(*a, **k): 1/0
                    ~^~
ZeroDivisionError: division by zero
''',
    alternative: '''  File "FILE", line 74, in alternative
    return not f(1) or (
               ~^^^
  File "FILE", line 5, in f
    def f(*a, **k): 1/0
                    ~^~
ZeroDivisionError: division by zero
''',
}


def report(function):
    try:
        function()
    except Exception as e:
        e.__traceback__ = e.__traceback__.tb_next  # without this frame
        old, sys.stderr = sys.stderr, io.StringIO()
        try:
            sys.excepthook(type(e), e, e.__traceback__)
            return sys.stderr.getvalue().replace(report.__code__.co_filename, 'FILE').replace('Traceback (most recent call last):\n', '')
        finally:
            sys.stderr = old


for function, expected in EXPECTED.items():
    found = report(function)
    assert found == expected, found
print('ok')
