"""tenacity: retries of functions of the program, by decorator, by loop, with callbacks and waits."""
# needs: tenacity

from tenacity import (
    RetryError,
    Retrying,
    retry,
    retry_if_exception_type,
    retry_if_result,
    stop_after_attempt,
    wait_fixed,
    wait_none,
)

from stopping import stop

attempts = []


@retry(
    stop=stop_after_attempt(3),
    wait=wait_none(),
    retry=retry_if_exception_type(ConnectionError),
    reraise=True,
)
def fetch(fail):
    attempts.append(fail)
    stop()
    if len(attempts) <= fail:
        raise ConnectionError(f"attempt {len(attempts)}")
    return f"after {len(attempts)}"


print(fetch(2), attempts, fetch.statistics["attempt_number"])
attempts.clear()
try:
    fetch(9)
except ConnectionError as error:
    stop()
    print("gave up", error)


def before(state):
    print("before", state.attempt_number, end="; ")
    stop()


@retry(
    stop=stop_after_attempt(4),
    wait=wait_fixed(0),
    retry=retry_if_result(lambda r: stop(r) < 3),
    before=before,
)
def growing(numbers):
    return next(numbers)


print(growing(iter(range(9))))
try:
    growing(iter([0] * 9))
except RetryError as error:
    print("RetryError", error.last_attempt.result(), error.last_attempt.attempt_number)
for attempt in Retrying(stop=stop_after_attempt(3), wait=wait_none()):
    with attempt:
        stop()
        print("try", attempt.retry_state.attempt_number)
        if attempt.retry_state.attempt_number < 2:
            raise ValueError


class Service:
    def __init__(self):
        self.calls = 0

    @retry(
        stop=stop_after_attempt(2),
        wait=wait_none(),
        retry_error_callback=lambda state: stop("fallback"),
    )
    def call(self):
        self.calls += 1
        raise OSError


service = Service()
print(service.call(), service.calls)
