# mypy: ignore-errors
# ruff: noqa: BLE001, F821  (the names that perdure.languages.python.runtime.tasks.contexts gives)
"""The functions of contextlib under which something waits, lowered as a program's module is.

They are written after what contextlib's documentation says of it.
"""


def contextmanager(function):
    @wraps(function)
    def helper(*arguments, **keywords):
        return Manager(function, arguments, keywords)

    return helper


def asynccontextmanager(function):
    @wraps(function)
    def helper(*arguments, **keywords):
        return AsyncManager(function, arguments, keywords)

    return helper


def manager_entered(manager):
    del manager.args, manager.kwds, manager.func
    try:
        return next(manager.gen)
    except StopIteration:
        raise RuntimeError("generator didn't yield") from None


def manager_left(manager, kind, error, traceback):
    if kind is None:
        try:
            next(manager.gen)
        except StopIteration:
            return False
        try:
            raise RuntimeError("generator didn't stop")
        finally:
            manager.gen.close()
    if error is None:
        error = kind()
    try:
        manager.gen.throw(error)
    except StopIteration as stop:
        return stop is not error
    except BaseException as raised:
        return is_the_same(raised, error, traceback)
    try:
        raise RuntimeError("generator didn't stop after throw()")
    finally:
        manager.gen.close()


def is_the_same(raised, error, traceback):
    """False where a generator has let go on what was thrown into it; else that is raised."""
    if raised is not error and not (
        isinstance(raised, RuntimeError)
        and isinstance(error, (StopIteration, StopAsyncIteration))
        and raised.__cause__ is error
    ):
        raise raised
    error.__traceback__ = traceback
    return False


def async_manager_entered(manager):
    del manager.args, manager.kwds, manager.func
    try:
        return awaited(manager.gen.__anext__())
    except StopAsyncIteration:
        raise RuntimeError("generator didn't yield") from None


def async_manager_left(manager, kind, error, traceback):
    if kind is None:
        try:
            awaited(manager.gen.__anext__())
        except StopAsyncIteration:
            return False
        try:
            raise RuntimeError("generator didn't stop")
        finally:
            awaited(manager.gen.aclose())
    if error is None:
        error = kind()
    try:
        awaited(manager.gen.athrow(error))
    except StopAsyncIteration as stop:
        return stop is not error
    except BaseException as raised:
        return is_the_same(raised, error, traceback)
    try:
        raise RuntimeError("generator didn't stop after athrow()")
    finally:
        awaited(manager.gen.aclose())


def nothing_entered(closing):
    return closing.thing


def closing_left(closing, *error):
    closing.thing.close()


def async_closing_left(closing, *error):
    awaited(closing.thing.aclose())


def enter_context(stack, manager):
    enter, leave = methods_of(manager, "__enter__", "__exit__")
    entered = enter()
    stack._exit_callbacks.append((True, leave))
    return entered


def enter_async_context(stack, manager):
    enter, leave = methods_of(manager, "__aenter__", "__aexit__")
    entered = awaited(enter())
    stack._exit_callbacks.append((False, leave))
    return entered


def callback(stack, function, /, *arguments, **keywords):
    def leave(kind, error, traceback):
        function(*arguments, **keywords)

    stack._exit_callbacks.append((True, leave))
    return function


def push_async_callback(stack, function, /, *arguments, **keywords):
    def leave(kind, error, traceback):
        return coroutine(call_and_await, (function, arguments, keywords), {})

    stack._exit_callbacks.append((False, leave))
    return function


def call_and_await(function, arguments, keywords):
    awaited(function(*arguments, **keywords))


def close_stack(stack):
    stack_left(stack, None, None, None)


def stack_left(stack, kind, error, traceback):
    """Call what was put on a stack of contexts, the last first."""
    has_error = error is not None
    outer = sys.exc_info()[1]
    is_suppressed = is_pending = False
    while stack._exit_callbacks:
        is_sync, leave = stack._exit_callbacks.pop()
        try:
            given = (type(error), error, error.__traceback__) if error else (None, None, None)
            gone = leave(*given) if is_sync else awaited(leave(*given))
            if gone:
                is_suppressed, is_pending, error = True, False, None
        except BaseException as raised:
            set_context(raised, error, outer)
            is_pending, error = True, raised
    if is_pending:
        context = error.__context__
        try:
            raise error
        except BaseException:
            error.__context__ = context
            raise
    return has_error and is_suppressed


def set_context(raised, before, outer):
    """Have the exception before as the context of the one that was raised in its handling."""
    while True:
        context = raised.__context__
        if context is None or context is before:
            return
        if context is outer:
            break
        raised = context
    raised.__context__ = before
