# mypy: ignore-errors
# ruff: noqa: BLE001, F821  (the names that perdure.languages.python.runtime.threads.library gives)
"""The functions of threading, queue and concurrent.futures that wait, lowered as a program's are.

They are written after what the documentation of those modules says. `block` lets other threads go
on until something is so, or its time has come.
"""


def bootstrap(thread):
    """The first call of a thread."""
    try:
        thread.run()
    except SystemExit:
        pass
    except BaseException:
        threading.excepthook(threading.ExceptHookArgs([*sys.exc_info(), thread]))


def run_thread(thread):
    """`Thread.run`."""
    try:
        if thread._target is not None:
            thread._target(*thread._args, **thread._kwargs)
    finally:
        del thread._target, thread._args, thread._kwargs


def run_timer(timer):
    """`Timer.run`."""
    block(timer.finished, "event", timer.interval)
    if not timer.finished.is_set():
        timer.function(*timer.args, **timer.kwargs)
    timer.finished.set()


def acquire_lock(lock, blocking=True, timeout=-1):
    if native_acquire(lock, False):
        return True
    if not blocking:
        return False
    until = None if timeout < 0 else now() + timeout
    while True:
        left = None if until is None else until - now()
        if left is not None and left <= 0:
            return False
        block(lock, "lock", left)
        if native_acquire(lock, False):
            return True


def enter_lock(lock):
    return acquire_lock(lock)


def acquire_own(lock, blocking=True, timeout=-1):
    """`RLock.acquire`."""
    if lock.takes():
        return True
    if not blocking:
        return False
    block(lock, "own", None if timeout < 0 else timeout)
    return lock.takes()


def enter_condition(condition):
    return condition._lock.__enter__()


def leave_condition(condition, *error):
    return condition._lock.__exit__(*error)


def wait_condition(condition, timeout=None):
    if not condition._is_owned():
        raise RuntimeError("cannot wait on un-acquired lock")
    waiter = Waiter()
    condition._waiters.append(waiter)
    kept = released(condition)
    try:
        block(waiter, "waiter", timeout)
        if not waiter.is_free:
            try:
                condition._waiters.remove(waiter)
            except ValueError:
                pass
        return waiter.is_free
    finally:
        acquire_again(condition._lock, kept)


def acquire_again(lock, kept):
    acquire = lock.acquire
    acquire()
    set_count(lock, kept)


def wait_condition_for(condition, predicate, timeout=None):
    until = None if timeout is None else now() + timeout
    result = predicate()
    while not result:
        left = None if until is None else until - now()
        if left is not None and left <= 0:
            break
        wait_condition(condition, left)
        result = predicate()
    return result


def wait_event(event, timeout=None):
    block(event, "event", timeout)
    return event.is_set()


def acquire_semaphore(semaphore, blocking=True, timeout=None):
    if not blocking and timeout is not None:
        raise ValueError("can't specify timeout for non-blocking acquire")
    if blocking:
        block(semaphore, "semaphore", timeout)
    if not semaphore._value:
        return False
    semaphore._value -= 1
    return True


def wait_barrier(barrier, timeout=None):
    if timeout is None:
        timeout = barrier._timeout
    block(barrier, "barrier open", None)
    if barrier._state < 0:
        raise threading.BrokenBarrierError
    number = barrier._count
    barrier._count += 1
    try:
        if number + 1 == barrier._parties:
            try:
                if barrier._action:
                    barrier._action()
                barrier._state = 1
            except BaseException:
                barrier._state = -2
                raise
        else:
            block(barrier, "barrier full", timeout)
            if barrier._state == 0:
                barrier._state = -2
            if barrier._state < 0:
                raise threading.BrokenBarrierError
        return number
    finally:
        barrier._count -= 1
        if barrier._count == 0 and barrier._state in (-1, 1):
            barrier._state = 0


def get(queue, block_=True, timeout=None):
    if timeout is not None and timeout < 0 and block_:
        raise ValueError("'timeout' must be a non-negative number")
    until = None if timeout is None else now() + timeout
    while True:
        if block_:
            block(queue, "items", None if until is None else max(0, until - now()))
        try:
            return got_now(queue)
        except Empty:
            if not block_ or (until is not None and now() >= until):
                raise


def put(queue, item, block_=True, timeout=None):
    if timeout is not None and timeout < 0 and block_:
        raise ValueError("'timeout' must be a non-negative number")
    until = None if timeout is None else now() + timeout
    while True:
        if block_:
            block(queue, "room", None if until is None else max(0, until - now()))
        try:
            return put_now(queue, item)
        except Full:
            if not block_ or (until is not None and now() >= until):
                raise


def join_queue(queue):
    block(queue, "all done", None)


def work(pool):
    """A worker of an executor: it ends where there is nothing to do."""
    try:
        if pool.initializer is not None:
            pool.initializer(*pool.initargs)
        while pool.items:
            future, function, arguments, keywords = pool.items.popleft()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = function(*arguments, **keywords)
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)
            future = function = arguments = keywords = result = None
    finally:
        pool.workers -= 1


def shut_down(pool, wait=True, cancel_futures=False):
    pool.is_closed = True
    if cancel_futures:
        while pool.items:
            pool.items.popleft()[0].cancel()
    if wait:
        block(pool, "idle", None)


def results(futures, until):
    """`Executor.map`."""
    try:
        futures.reverse()
        while futures:
            yield result_of(futures.pop(), None if until is None else until - now())
    finally:
        for future in futures:
            future.cancel()


def result_of(future, timeout=None):
    block(future, "done", timeout)
    return native_result(future)


def exception_of(future, timeout=None):
    block(future, "done", timeout)
    return native_exception(future)


def wait_futures(futures, timeout=None, return_when="ALL_COMPLETED"):
    futures = set(futures)
    block([futures, return_when], "enough", timeout)
    done = {future for future in futures if future.done()}
    return DoneAndNotDone(done, futures - done)


def completed(futures, until):
    total = len(futures)
    while futures:
        found = [future for future in futures if future.done()]
        for future in found:
            futures.remove(future)
            yield future
        if futures and not found:
            left = None if until is None else until - now()
            if left is not None and left <= 0:
                raise TimeoutError(f"{len(futures)} (of {total}) futures unfinished")
            block([set(futures), "FIRST_COMPLETED"], "enough", left)
