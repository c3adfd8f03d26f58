# mypy: ignore-errors
# ruff: noqa: F821  (the names that perdure.languages.python.runtime.tasks.library gives)
"""The functions of asyncio that wait: ordinary Python, lowered as a program's module is.

Each is the body of a coroutine: what `await` calls. They are written after what asyncio's
documentation says of it, and agree with its newest form where versions differ.
"""


def await_own(thing):
    """The value of an awaitable of the program's: what its `__await__` goes through."""
    iterator = thing.__await__()
    given = None
    while True:
        try:
            asked = iterator.send(given) if hasattr(iterator, "send") else next(iterator)
        except StopIteration as stop:
            return stop.value
        given = None
        try:
            if asked is None:
                park(None)
            elif is_future(asked):
                park(asked)
            else:
                raise RuntimeError(f"Task got bad yield: {asked!r}")
        except BaseException as error:
            if not hasattr(iterator, "throw"):
                raise
            try:
                asked = iterator.throw(error)
            except StopIteration as stop:
                return stop.value


def future_iterator(future):
    """The iterator that `__await__` of a future gives."""
    if not future.done():
        yield future
    return future.result()


def coroutine_iterator(coroutine):
    """The iterator that `__await__` of a coroutine gives."""
    if False:
        yield
    return awaited(coroutine)


def next_or(step, default):
    """`anext`, with a default."""
    try:
        return awaited(step)
    except StopAsyncIteration:
        return default


def sleep(delay, result=None):
    if delay <= 0:
        park(None)
        return result
    loop = running_loop()
    future = loop.create_future()
    handle = loop.call_later(delay, SET_UNLESS_DONE, future, result)
    try:
        return awaited(future)
    finally:
        handle.cancel()


def run(main, debug=None, loop_factory=None):
    runner = Runner(debug=debug, loop_factory=loop_factory)
    try:
        return run_in(runner, main)
    finally:
        close_runner(runner)


def run_in(runner, coro, context=None):
    """`Runner.run`."""
    task = runner.begin(coro, context)
    try:
        return runner.loop.run_until_complete(task)
    except KeyboardInterrupt:
        task.cancel()
        raise


def close_runner(runner):
    if not runner.is_open():
        return
    loop = runner.loop
    try:
        cancel_all(loop)
        loop.run_until_complete(coroutine(close_generators, (loop,), {}))
    finally:
        runner.ends()


def cancel_all(loop):
    """Cancel all tasks of a loop, and run it until they have ended."""
    tasks = list(loop.all_tasks)
    if not tasks:
        return
    for task in tasks:
        task.cancel()
    loop.run_until_complete(gather(*tasks, return_exceptions=True, loop=loop))
    for task in tasks:
        if not task.cancelled() and task.exception() is not None:
            loop.call_exception_handler(
                {
                    "message": "unhandled exception during asyncio.run() shutdown",
                    "exception": task.exception(),
                    "task": task,
                }
            )


def close_generators(loop):
    """Close the asynchronous generators that were left in their middle."""
    for generator in loop.left_generators():
        awaited(generator.aclose())


def nothing(*arguments):
    """A coroutine that has nothing to do."""


def group_entered(group):
    group.begin()
    return group


def group_left(group, kind, error):
    """`TaskGroup.__aexit__`."""
    group.exiting = True
    if error is not None and is_base_error(error) and group.base_error is None:
        group.base_error = error
    cancelled = error if kind is not None and issubclass(kind, asyncio.CancelledError) else None
    if group.parent_cancelled and group.parent.uncancel() == 0:
        cancelled = None
    if kind is not None and not group.aborting:
        group.abort()
    while group.tasks:
        if group.completed is None:
            group.completed = group.loop.create_future()
        try:
            awaited(group.completed)
        except asyncio.CancelledError as raised:
            if not group.aborting:
                cancelled = raised
                group.abort()
        group.completed = None
    try:
        if group.base_error is not None:
            raise group.base_error
        if group.parent_cancelled and cancelled is None and group.parent.cancelling():
            cancelled = group.retaken()
        if cancelled is not None and not group.errors:
            raise cancelled
        if kind is not None and not issubclass(kind, asyncio.CancelledError):
            group.errors.append(error)
        if group.errors:
            raise BaseExceptionGroup("unhandled errors in a TaskGroup", group.errors)
    finally:
        cancelled = error = None
        group.parent = None
        group.errors = []
        group.base_error = None


def timeout_entered(timeout):
    timeout.begin()
    return timeout


def timeout_left(timeout, kind, error):
    if timeout.ends(kind):
        raise TimeoutError from error


def wait_for(awaitable, timeout):
    if timeout is not None and timeout <= 0:
        future = ensure_future(awaitable)
        if future.done():
            return future.result()
        cancel_and_wait(future)
        try:
            return future.result()
        except asyncio.CancelledError as error:
            raise TimeoutError from error
    limit = Timeout(None if timeout is None else running_loop().time() + timeout)
    limit.begin()
    try:
        found = awaited(awaitable)
    except BaseException as error:
        if limit.ends(type(error)):
            raise TimeoutError from error
        raise
    limit.ends(None)
    return found


def cancel_and_wait(future):
    waiter = running_loop().create_future()
    callback = Release(waiter)
    future.add_done_callback(callback)
    try:
        future.cancel()
        awaited(waiter)
    finally:
        future.remove_done_callback(callback)


def wait(futures, timeout=None, return_when="ALL_COMPLETED"):
    if is_future(futures) or asyncio.iscoroutine(futures):
        raise TypeError(f"expect a list of futures, not {type(futures).__name__}")
    if not futures:
        raise ValueError("Set of Tasks/Futures is empty.")
    if return_when not in WHENS:
        raise ValueError(f"Invalid return_when value: {return_when}")
    futures = set(futures)
    if any(asyncio.iscoroutine(each) for each in futures):
        raise TypeError("Passing coroutines is forbidden, use tasks explicitly.")
    loop = running_loop()
    waiter = loop.create_future()
    handle = None
    if timeout is not None:
        handle = loop.call_later(timeout, Release(waiter))
    counter = Counter(waiter, len(futures), return_when, handle)
    for future in futures:
        future.add_done_callback(counter)
    try:
        awaited(waiter)
    finally:
        if handle is not None:
            handle.cancel()
        for future in futures:
            future.remove_done_callback(counter)
    done = {future for future in futures if future.done()}
    return done, futures - done


def awaiting(thing):
    """A coroutine that awaits something else."""
    return awaited(thing)


def next_completed(completing):
    """The result of the next of `as_completed`."""
    future = got(completing.queue)
    if future is None:
        raise TimeoutError
    return future.result()


def next_task_completed(completing):
    if not completing.left:
        raise StopAsyncIteration
    completing.left -= 1
    future = got(completing.queue)
    if future is None:
        raise TimeoutError
    return future


def acquire_lock(lock):
    if not lock._locked and (
        lock._waiters is None or all(each.cancelled() for each in lock._waiters)
    ):
        lock._locked = True
        return True
    if lock._waiters is None:
        lock._waiters = collections.deque()
    future = running_loop().create_future()
    lock._waiters.append(future)
    try:
        try:
            awaited(future)
        finally:
            lock._waiters.remove(future)
    except asyncio.CancelledError:
        if not lock._locked:
            lock._wake_up_first()
        raise
    lock._locked = True
    return True


def entered(lock):
    """`__aenter__` of a lock, a semaphore or a condition."""
    awaited(lock.acquire())


def left(lock, *error):
    lock.release()


def wait_event(event):
    if event._value:
        return True
    future = running_loop().create_future()
    event._waiters.append(future)
    try:
        awaited(future)
        return True
    finally:
        event._waiters.remove(future)


def wait_condition(condition):
    if not condition.locked():
        raise RuntimeError("cannot wait on un-acquired lock")
    future = running_loop().create_future()
    condition.release()
    try:
        condition._waiters.append(future)
        try:
            awaited(future)
            return True
        finally:
            condition._waiters.remove(future)
    finally:
        cancelled = None
        while True:
            try:
                awaited(condition.acquire())
                break
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is not None:
            raise cancelled


def wait_condition_for(condition, predicate):
    result = predicate()
    while not result:
        awaited(condition.wait())
        result = predicate()
    return result


def acquire_semaphore(semaphore):
    if not semaphore.locked():
        semaphore._value -= 1
        return True
    if semaphore._waiters is None:
        semaphore._waiters = collections.deque()
    future = running_loop().create_future()
    semaphore._waiters.append(future)
    try:
        try:
            awaited(future)
        finally:
            semaphore._waiters.remove(future)
    except asyncio.CancelledError:
        if future.done() and not future.cancelled():
            semaphore._value += 1
        raise
    finally:
        while semaphore._value > 0 and semaphore._wake_up_next():
            pass
    return True


def put(queue, item):
    while queue.full():
        if getattr(queue, "_is_shutdown", False):
            break
        putter = running_loop().create_future()
        queue._putters.append(putter)
        try:
            awaited(putter)
        except BaseException:
            putter.cancel()
            try:
                queue._putters.remove(putter)
            except ValueError:
                pass
            if not queue.full() and not putter.cancelled():
                queue._wakeup_next(queue._putters)
            raise
    return queue.put_nowait(item)


def got(queue):
    while queue.empty():
        if getattr(queue, "_is_shutdown", False):
            break
        getter = running_loop().create_future()
        queue._getters.append(getter)
        try:
            awaited(getter)
        except BaseException:
            getter.cancel()
            try:
                queue._getters.remove(getter)
            except ValueError:
                pass
            if not queue.empty() and not getter.cancelled():
                queue._wakeup_next(queue._getters)
            raise
    return queue.get_nowait()


def join(queue):
    if queue._unfinished_tasks > 0:
        awaited(queue._finished.wait())


def wait_barrier(barrier):
    """`Barrier.wait`: its number, once as many wait as it is for."""
    condition = barrier._cond
    awaited(condition.acquire())
    try:
        while barrier._state in BARRIER_BUSY:
            awaited(condition.wait())
        if barrier._state is BARRIER_BROKEN:
            raise asyncio.BrokenBarrierError("Barrier aborted")
        try:
            number = barrier._count
            barrier._count += 1
            if number + 1 == barrier._parties:
                barrier._state = BARRIER_DRAINING
                condition.notify_all()
            else:
                while barrier._state is BARRIER_FILLING:
                    awaited(condition.wait())
                if barrier._state in (BARRIER_BROKEN, BARRIER_RESETTING):
                    raise asyncio.BrokenBarrierError("Abort or reset of barrier")
            return number
        finally:
            barrier._count -= 1
            if barrier._count == 0:
                if barrier._state in (BARRIER_RESETTING, BARRIER_DRAINING):
                    barrier._state = BARRIER_FILLING
                condition.notify_all()
    finally:
        condition.release()


def reset_barrier(barrier):
    condition = barrier._cond
    awaited(condition.acquire())
    try:
        if barrier._count > 0:
            if barrier._state is not BARRIER_RESETTING:
                barrier._state = BARRIER_RESETTING
        else:
            barrier._state = BARRIER_FILLING
        condition.notify_all()
    finally:
        condition.release()


def abort_barrier(barrier):
    condition = barrier._cond
    awaited(condition.acquire())
    try:
        barrier._state = BARRIER_BROKEN
        condition.notify_all()
    finally:
        condition.release()


def in_thread(function, arguments, keywords):
    """`asyncio.to_thread`."""
    return awaited(begun_in_thread(running_loop(), function, arguments, keywords))


def called(function, arguments, keywords):
    """A thread's first call: of what may be an effect."""
    return function(*arguments, **keywords)
