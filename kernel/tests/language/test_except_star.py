"""except*: what each clause takes, and what is raised in the end."""


def caught(run):
    try:
        run()
    except BaseException as error:
        return error


def shape(error):
    return (type(error).__name__, error.message, [shape(e) for e in error.exceptions]) if isinstance(error, BaseExceptionGroup) else repr(error)


def passed_on():
    try:
        raise ExceptionGroup('eg', [TypeError(1), ExceptionGroup('in', [ValueError(2), OSError(3)])])
    except* TypeError:
        raise
    except* ValueError:
        pass


# What is only passed on joins the rest, nested as it was.
assert shape(caught(passed_on)) == ('ExceptionGroup', 'eg', ['TypeError(1)', ('ExceptionGroup', 'in', ['OSError(3)'])])


def raises_anew():
    try:
        raise ExceptionGroup('eg', [TypeError(1), ValueError(2)])
    except* TypeError:
        raise KeyError('new')


assert shape(caught(raises_anew)) == ('ExceptionGroup', '', ["KeyError('new')", ('ExceptionGroup', 'eg', ['ValueError(2)'])])


def plain():
    try:
        raise ValueError(2)
    except* ValueError as group:
        assert shape(group) == ('ExceptionGroup', '', ['ValueError(2)'])
        raise


assert shape(caught(plain)) == ('ExceptionGroup', '', ['ValueError(2)'])


def catches(classes):
    try:
        raise ValueError(2)
    except* classes:
        pass


assert str(caught(lambda: catches(ExceptionGroup))) == 'catching ExceptionGroup with except* is not allowed. Use except instead.'
assert str(caught(lambda: catches((OSError, ExceptionGroup)))) == 'catching ExceptionGroup with except* is not allowed. Use except instead.'
assert str(caught(lambda: catches(5))) == 'catching classes that do not inherit from BaseException is not allowed'
assert shape(caught(lambda: catches(()))) == 'ValueError(2)'

for body in 'break', 'continue':
    assert isinstance(caught(lambda: compile('for i in ():\n  try: pass\n  except* OSError:\n    ' + body, '', 'exec')), SyntaxError)

# Groups.
group = ExceptionGroup('eg', [TypeError(1), ValueError(2)])
group.add_note('a note')
match, rest = group.split(TypeError)
assert match.__notes__ == rest.__notes__ == ['a note'] and match.__notes__ is not group.__notes__
assert isinstance(caught(lambda: ExceptionGroup('eg', {TypeError(1)})), TypeError)
assert isinstance(caught(lambda: group.subgroup(5)), TypeError)
assert isinstance(caught(lambda: setattr(group, 'message', 'x')), AttributeError)

# raise without an exception leaves no line of its own in the traceback.
def f():
    1 / 0


try:
    try:
        f()
    except ZeroDivisionError:
        raise
except ZeroDivisionError as error:
    traceback = error.__traceback__
    assert traceback.tb_next.tb_next is None
    try:
        traceback.tb_next.tb_next = traceback
        raise AssertionError
    except ValueError as loop:
        assert 'loop' in str(loop)
