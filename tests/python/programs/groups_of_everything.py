"""`except*` of BaseException, whose body waits, or stands within other blocks."""

import time


def work():
    time.sleep(0.001)
    return 1


def caught(kinds):
    seen = "nothing"
    try:
        work()
        seen = "done"
    except* kinds:
        seen = "caught"
    print(seen)


def everything():
    seen = "nothing"
    try:
        seen = work()
        raise KeyError(seen)
    except* BaseException:
        seen = "caught"
    print(seen)


def nested():
    inner_handler = False
    inner_end = False
    end = False
    try:
        try:
            raise Exception("inner")
        except* BaseException:
            inner_handler = True
        finally:
            inner_end = True
    finally:
        end = True
    print(inner_handler, inner_end, end)


caught(BaseException)
caught((BaseException,))
caught((KeyError, ValueError))
everything()
nested()
