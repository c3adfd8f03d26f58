"""Promises, as R7RS 7.3 writes them: a box in a promise, shared by a chain.

`force` itself is in Scheme, since it calls the thunk:

    (define (force promise)
      (if (%promise-done? promise)
          (%promise-value promise)
          (let ((inner ((%promise-value promise))))
            (if (not (%promise-done? promise)) (%promise-chain! promise inner))
            (force promise))))
"""

from __future__ import annotations

from perdure.languages.scheme.runtime.decorators import effectful, predicate, pure
from perdure.vm.objects.conditions import wrong_type
from perdure.vm.objects.data import Promise, PromiseContent, Value
from perdure.vm.objects.singletons import UNSPECIFIED


def _content(who: str, x: Value) -> PromiseContent:
    if type(x) is not Promise:
        raise wrong_type(who, "a promise", x)
    return x.content


@predicate("promise?", may_fail=False, folds=True)
def is_promise(x: Value) -> bool:
    return type(x) is Promise


@pure("%make-promise-delayed")
def make_delayed(thunk: Value) -> Value:
    """`delay-force`: the thunk gives another promise."""
    return Promise(PromiseContent(False, thunk))


@pure("%make-promise-done")
def make_done(value: Value) -> Value:
    return Promise(PromiseContent(True, value))


@predicate("%promise-done?")
def is_done(promise: Value) -> bool:
    return _content("force", promise).done


@pure("%promise-value")
def promise_value(promise: Value) -> Value:
    """The value of a promise that is done, the thunk of one that is not."""
    return _content("force", promise).value


@effectful("%promise-chain!")
def chain(promise: Value, inner: Value) -> Value:
    """Make a promise take over the state of the one its thunk gave; both share it then."""
    content = _content("force", promise)
    other = _content("delay-force", inner)
    content.done = other.done
    content.value = other.value
    inner.content = content
    return UNSPECIFIED
