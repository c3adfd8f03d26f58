"""A small interpreter of a small language: tokens by a generator, closures, environments, recursion."""

import re
from dataclasses import dataclass

from stopping import stop


@dataclass(frozen=True)
class Symbol:
    name: str

    def __repr__(self):
        return self.name


class Env(dict):
    def __init__(self, names=(), values=(), outer=None):
        super().__init__(zip(names, values))
        self.outer = outer

    def find(self, name):
        env = self
        while env is not None:
            if name in env:
                return env
            env = env.outer
        raise NameError(f"unbound {name}")


def tokens(text):
    for match in re.finditer(r"\(|\)|[^\s()]+", text):
        stop()
        yield match.group()


def read(source):
    token = next(source)
    if token == "(":
        items = []
        while (item := read(source)) is not CLOSE:
            items.append(item)
        return items
    if token == ")":
        return CLOSE
    try:
        return int(token)
    except ValueError:
        return Symbol(token)


CLOSE = object()


def evaluate(x, env):
    stop()
    match x:
        case Symbol(name):
            return env.find(name)[name]
        case int():
            return x
        case [Symbol("if"), test, yes, no]:
            return evaluate(yes if evaluate(test, env) else no, env)
        case [Symbol("define"), [Symbol(name), *parameters], *body]:
            env[name] = function(parameters, body, env)
        case [Symbol("define"), Symbol(name), value]:
            env[name] = evaluate(value, env)
        case [Symbol("set!"), Symbol(name), value]:
            env.find(name)[name] = evaluate(value, env)
        case [Symbol("lambda"), parameters, *body]:
            return function(parameters, body, env)
        case [Symbol("let"), bindings, *body]:
            return function([n for n, _ in bindings], body, env)(
                *[evaluate(v, env) for _, v in bindings]
            )
        case [operator, *operands]:
            f = evaluate(operator, env)
            return f(*[evaluate(o, env) for o in operands])


def function(parameters, body, env):
    def call(*arguments):
        inner = Env([p.name for p in parameters], arguments, env)
        for form in body[:-1]:
            evaluate(form, inner)
        return evaluate(body[-1], inner)

    return call


def run(text):
    env = Env(outer=Env(BUILTINS, BUILTINS.values()))
    source = tokens(text)
    while True:
        try:
            form = read(source)
        except StopIteration:
            return
        try:
            if (value := evaluate(form, env)) is not None:
                print(value)
        except (NameError, TypeError, ZeroDivisionError) as error:
            print("error:", type(error).__name__)


BUILTINS = {
    "+": lambda *xs: sum(xs),
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "<": lambda a, b: a < b,
    "/": lambda a, b: a // b,
    "list": lambda *xs: list(xs),
    "map": lambda f, xs: [stop(f(x)) for x in xs],
}
run(
    """
(define (fact n) (if (< n 2) 1 (* n (fact (- n 1)))))
(fact 10)
(define (counter) (let ((n 0)) (lambda () (set! n (+ n 1)) n)))
(define c (counter)) (c) (c) (/ 1 0) (c)
(map (lambda (x) (* x x)) (list 1 2 3))
unknown
(let ((a 1) (b 2)) (define d (+ a b)) (list a b d))
"""
)
