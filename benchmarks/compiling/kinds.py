"""The kinds of code that the large program is made of.

A kind is a function of a number, which makes its names its own, and a source of
random choices. It gives Scheme definitions and a call of one of the procedures,
with the answer, worked out in Python, as `write` shows it.

Read by: benchmarks.compiling.program. Reads: benchmarks.compiling.arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from benchmarks.compiling.arithmetic import LARGE, expression


@dataclass(frozen=True, slots=True)
class Part:
    """Some definitions of the program, and how to try them."""

    text: str
    call: str
    answer: str


Kind = Callable[[int, Random], Part]


def accounts(n: int, random: Random) -> Part:
    """Record types, with guards around what changes them."""
    fee, of_fee = expression(random, ["amount", "balance"], 3)
    start, first, second = (random.randrange(1, 500) for _ in range(3))
    balance, log = start, 0
    for amount in (first, second, -first):
        charged = amount + of_fee({"amount": amount, "balance": balance}) % 7
        if charged > balance:
            log += 1
        else:
            balance -= charged
    return Part(
        f"""\
(define-record-type account-{n}
  (make-account-{n} owner balance log)
  account-{n}?
  (owner account-{n}-owner)
  (balance account-{n}-balance set-account-{n}-balance!)
  (log account-{n}-log set-account-{n}-log!))

(define (fee-{n} amount balance)
  (modulo {fee}
          7))

(define (withdraw-{n}! account amount)
  (unless (account-{n}? account)
    (error "not an account" account))
  (let* ((balance (account-{n}-balance account))
         (charged (+ amount (fee-{n} amount balance))))
    (if (> charged balance)
        (raise (list 'too-little balance charged))
        (set-account-{n}-balance! account (- balance charged)))))

(define (try-withdraw-{n}! account amount)
  (guard (problem
          ((and (pair? problem) (eq? (car problem) 'too-little))
           (set-account-{n}-log! account (cons (cdr problem) (account-{n}-log account)))
           #f)
          ((error-object? problem) (error-object-message problem)))
    (withdraw-{n}! account amount)
    #t))

(define (accounts-{n} start . amounts)
  (let ((account (make-account-{n} "somebody" start '())))
    (for-each (lambda (amount) (try-withdraw-{n}! account amount)) amounts)
    (list (account-{n}-balance account) (length (account-{n}-log account)))))
""",
        f"(accounts-{n} {start} {first} {second} {-first})",
        f"({balance} {log})",
    )


def loops(n: int, random: Random) -> Part:
    """Named lets and do loops over arithmetic."""
    step, of_step = expression(random, ["i", "total"], 4)
    term, of_term = expression(random, ["i", "j"], 3)
    count, width = random.randrange(5, 30), random.randrange(2, 6)
    total = 0
    for i in range(count):
        total = (total + of_step({"i": i, "total": total})) % LARGE
    grid = sum(of_term({"i": i, "j": j}) for i in range(width) for j in range(width)) % LARGE
    return Part(
        f"""\
(define (total-{n} count)
  (let loop ((i 0) (total 0))
    (if (= i count)
        total
        (loop (+ i 1)
              (modulo (+ total
                         {step})
                      {LARGE})))))

(define (grid-{n} width)
  (do ((i 0 (+ i 1))
       (sum 0
            (do ((j 0 (+ j 1))
                 (sum sum
                      (+ sum
                         {term})))
                ((= j width) sum))))
      ((= i width) (modulo sum {LARGE}))))

(define (loops-{n} count width)
  (let ((total (total-{n} count))
        (grid (grid-{n} width)))
    (cons total grid)))
""",
        f"(loops-{n} {count} {width})",
        f"({total} . {grid})",
    )


def macros(n: int, random: Random) -> Part:
    """Macros of its own, and many uses of those of the whole program."""
    one, of_one = expression(random, ["x", "y"], 2)
    limit, bound = random.randrange(3, 12), random.randrange(2, 9)
    x = sum(i for i in range(limit) if i % 2 == 0)
    y = limit - x
    x, y = y, x
    found = next((i for i in range(limit) if i > bound), None)
    answer = of_one({"x": x, "y": y}) + (x if found is None else found)
    return Part(
        f"""\
(define-syntax keep-{n}
  (syntax-rules (when from)
    ((_ name when test from list)
     (filter (lambda (name) test) list))
    ((_ name from list)
     (keep-{n} name when #t from list))))

(define-syntax first-of-{n}
  (syntax-rules ()
    ((_ (name from to) test otherwise)
     (let loop ((name from))
       (cond ((>= name to) otherwise)
             (test name)
             (else (loop (+ name 1))))))))

(define (evens-{n} limit)
  (apply + (keep-{n} i when (even? i) from (iota limit))))

(define (macros-{n} limit)
  (let ((x (evens-{n} limit)) (y limit) (i 0))
    (while (< i x)
      (increase! i)
      (increase! y -1))
    (swap! x y)
    (my-unless (or2 #f (= i -1))
      (increase! i 1))
    (let ((found (first-of-{n} (k 0 limit) (> k {bound}) #f)))
      (+ {one}
         (or2 found x)))))
""",
        f"(macros-{n} {limit})",
        str(answer),
    )


def strings(n: int, random: Random) -> Part:
    """Strings, characters and ports."""
    words = ["".join(random.choices("abcdefgh", k=random.randrange(3, 8))) for _ in range(4)]
    by = random.randrange(1, 25)

    def shifted(word: str) -> str:
        return "".join(chr((ord(c) - 97 + by) % 26 + 97) for c in word)

    joined = "-".join(shifted(word).upper() for word in words)
    return Part(
        f"""\
(define (shift-{n} char)
  (integer->char
   (+ 97 (modulo (+ (- (char->integer char) 97) {by}) 26))))

(define (shifted-{n} word)
  (let ((port (open-input-string word)))
    (let loop ((char (read-char port)) (shifted '()))
      (if (eof-object? char)
          (list->string (reverse shifted))
          (loop (read-char port) (cons (shift-{n} char) shifted))))))

(define (joined-{n} words separator)
  (if (null? words)
      ""
      (fold (lambda (word joined) (string-append joined separator word))
            (car words)
            (cdr words))))

(define (vowels-{n} word)
  (let loop ((i 0) (count 0))
    (cond ((= i (string-length word)) count)
          ((memv (string-ref word i) '(#\\a #\\e #\\i #\\o #\\u)) (loop (+ i 1) (+ count 1)))
          (else (loop (+ i 1) count)))))

(define (strings-{n} . words)
  (let ((port (open-output-string)))
    (write-string (joined-{n} (map string-upcase (map shifted-{n} words)) "-") port)
    (write-char #\\space port)
    (display (apply + (map vowels-{n} words)) port)
    (get-output-string port)))
""",
        f"(strings-{n} {' '.join(f'{chr(34)}{word}{chr(34)}' for word in words)})",
        f'"{joined} {sum(word.count(v) for word in words for v in "aeiou")}"',
    )


def closures(n: int, random: Random) -> Part:
    """Procedures that make procedures, some with a state."""
    one, of_one = expression(random, ["x", "count"], 3)
    step = random.randrange(1, 9)
    count, results = 0, []
    for x in (3, 5, 8):
        count += step
        results.append(of_one({"x": x, "count": count}) % LARGE)
    return Part(
        f"""\
(define (counter-{n} step)
  (let ((count 0))
    (define (next!)
      (set! count (+ count step))
      count)
    (lambda (message . arguments)
      (case message
        ((next) (next!))
        ((reset) (set! count (if (pair? arguments) (car arguments) 0)))
        ((count) count)
        (else (error "unknown message" message))))))

(define (composed-{n} . procedures)
  (if (null? procedures)
      (lambda (x) x)
      (let ((first (car procedures))
            (rest (apply composed-{n} (cdr procedures))))
        (lambda (x) (first (rest x))))))

(define (worker-{n} counter)
  (lambda (x)
    (let ((count (counter 'next)))
      (modulo {one}
              {LARGE}))))

(define (closures-{n} step)
  (let* ((counter (counter-{n} step))
         (work (composed-{n} (lambda (x) x) (worker-{n} counter))))
    (let* ((a (work 3)) (b (work 5)) (c (work 8)))
      (list a b c (counter 'count)))))
""",
        f"(closures-{n} {step})",
        f"({results[0]} {results[1]} {results[2]} {count})",
    )


def states(n: int, random: Random) -> Part:
    """Procedures that call each other in tail position."""
    moves = [random.randrange(3) for _ in range(9)]
    weights = [random.randrange(1, 10) for _ in range(3)]
    score, state, path = 0, 0, []
    for move in moves:
        score += weights[state] * (move + 1)
        state = (state + move) % 3
        path.append("abc"[state])
    text = []
    for state, name in enumerate("abc"):
        cases = "\n".join(
            f"          (({move}) (state-{'abc'[(state + move) % 3]}-{n} (cdr moves) score"
            f" (cons '{'abc'[(state + move) % 3]} path)))"
            for move in range(3)
        )
        text.append(f"""\
(define (state-{name}-{n} moves score path)
  (if (null? moves)
      (finished-{n} score path)
      (let ((score (+ score (* {weights[state]} (+ 1 (car moves))))))
        (case (car moves)
{cases}
          (else (error "no such move" (car moves)))))))
""")
    return Part(
        "\n".join(text)
        + f"""
(define (finished-{n} score path)
  `(score ,score path ,@(reverse path)))
""",
        f"(state-a-{n} '({' '.join(map(str, moves))}) 0 '())",
        f"(score {score} path {' '.join(path)})",
    )


def vectors(n: int, random: Random) -> Part:
    """Vectors: a sort, and sums over what is sorted."""
    numbers = [random.randrange(1000) for _ in range(random.randrange(4, 12))]
    key, of_key = expression(random, ["x"], 3)
    ordered = sorted(numbers, key=lambda x: (of_key({"x": x}), x))
    total = sum(i * x for i, x in enumerate(ordered))
    return Part(
        f"""\
(define (key-{n} x)
  {key})

(define (before?-{n} a b)
  (let ((key-a (key-{n} a)) (key-b (key-{n} b)))
    (or (< key-a key-b)
        (and (= key-a key-b) (< a b)))))

(define (sort-{n}! numbers)
  (do ((i 1 (+ i 1)))
      ((>= i (vector-length numbers)) numbers)
    (let ((x (vector-ref numbers i)))
      (let loop ((j (- i 1)))
        (cond ((and (>= j 0) (before?-{n} x (vector-ref numbers j)))
               (vector-set! numbers (+ j 1) (vector-ref numbers j))
               (loop (- j 1)))
              (else (vector-set! numbers (+ j 1) x)))))))

(define (vectors-{n} . numbers)
  (let* ((sorted (sort-{n}! (list->vector numbers)))
         (last (- (vector-length sorted) 1)))
    (let loop ((i last) (total 0))
      (if (< i 0)
          (list (vector-ref sorted 0) (vector-ref sorted last) total)
          (loop (- i 1) (+ total (* i (vector-ref sorted i))))))))
""",
        f"(vectors-{n} {' '.join(map(str, numbers))})",
        f"({ordered[0]} {ordered[-1]} {total})",
    )


def interpreters(n: int, random: Random) -> Part:
    """A small evaluator over lists."""
    names = ["a", "b"]
    source, value_of = expression(random, names, 2)
    while any(word in source for word in ("if", "let", "cond", "floor", "abs")):
        source, value_of = expression(random, names, 2)
    a, b = random.randrange(50), random.randrange(50)
    return Part(
        f"""\
(define operators-{n}
  (list (cons '+ +) (cons '- -) (cons '* *) (cons 'modulo modulo)))

(define (look-up-{n} name bindings)
  (cond ((assq name bindings) => cdr)
        (else (error "unbound" name))))

(define (evaluate-{n} form bindings)
  (cond ((symbol? form) (look-up-{n} form bindings))
        ((number? form) form)
        ((pair? form)
         (let-values (((operator operands) (parts-{n} form)))
           (apply (look-up-{n} operator operators-{n})
                  (map (lambda (operand) (evaluate-{n} operand bindings)) operands))))
        (else (error "no such form" form))))

(define (parts-{n} form)
  (values (car form) (cdr form)))

(define (size-{n} form)
  (if (pair? form)
      (fold-left + 1 (map size-{n} (cdr form)))
      1))

(define (interpreters-{n} a b)
  (let ((form '{source}))
    (and (< 0 (size-{n} form))
         (evaluate-{n} form (list (cons 'a a) (cons 'b b))))))
""",
        f"(interpreters-{n} {a} {b})",
        str(value_of({"a": a, "b": b})),
    )


def controls(n: int, random: Random) -> Part:
    """Continuations, parameters, winders, promises, hash tables, case-lambda."""
    numbers = [random.randrange(1, 60) for _ in range(8)]
    wanted = random.randrange(2, 9)
    found = next((x for x in numbers if x % wanted == 0), 0)
    counted = len({x % wanted for x in numbers})
    return Part(
        f"""\
(define wanted-{n} (make-parameter 1))

(define find-{n}
  (case-lambda
    ((numbers) (find-{n} numbers 0))
    ((numbers otherwise)
     (call/cc
      (lambda (return)
        (for-each (lambda (x) (when (zero? (modulo x (wanted-{n}))) (return x))) numbers)
        otherwise)))))

(define (counted-{n} numbers)
  (let ((seen (make-equal-hash-table)))
    (for-each
     (lambda (x)
       (hash-table-update!/default seen (modulo x (wanted-{n})) (lambda (n) (+ n 1)) 0))
     numbers)
    (hash-table-count seen)))

(define (controls-{n} wanted . numbers)
  (let* ((steps '())
         (note (lambda (step) (set! steps (cons step steps))))
         (counted (delay (counted-{n} numbers)))
         (found (dynamic-wind
                 (lambda () (note 'in))
                 (lambda () (parameterize ((wanted-{n} wanted))
                              (force counted)
                              (find-{n} numbers)))
                 (lambda () (note 'out)))))
    (list found (force counted) (reverse steps) (wanted-{n}))))
""",
        f"(controls-{n} {wanted} {' '.join(map(str, numbers))})",
        f"({found} {counted} (in out) 1)",
    )


def trees(n: int, random: Random) -> Part:
    """Trees of pairs, and recursion that is not a loop."""
    numbers = random.sample(range(100), random.randrange(4, 12))
    weight, of_weight = expression(random, ["depth", "key"], 2)

    def depth_of(index: int) -> int:
        low, high, depth = -1, 1000, 0
        for key in numbers[: index + 1]:
            if low < key < high:
                if key == numbers[index]:
                    return depth
                low, high = (key, high) if numbers[index] > key else (low, key)
                depth += 1
        raise AssertionError("the key is in the tree")

    total = sum(of_weight({"depth": depth_of(i), "key": key}) for i, key in enumerate(numbers))
    return Part(
        f"""\
(define (node-{n} key left right)
  (vector key left right))

(define (insert-{n} tree key)
  (if (not tree)
      (node-{n} key #f #f)
      (let ((at (vector-ref tree 0))
            (left (vector-ref tree 1))
            (right (vector-ref tree 2)))
        (cond ((< key at) (node-{n} at (insert-{n} left key) right))
              ((> key at) (node-{n} at left (insert-{n} right key)))
              (else tree)))))

(define (weight-{n} tree depth)
  (if (not tree)
      0
      (let ((key (vector-ref tree 0)))
        (+ {weight}
           (weight-{n} (vector-ref tree 1) (+ depth 1))
           (weight-{n} (vector-ref tree 2) (+ depth 1))))))

(define (keys-{n} tree)
  (let walk ((tree tree) (keys '()))
    (if tree
        (walk (vector-ref tree 1)
              (cons (vector-ref tree 0) (walk (vector-ref tree 2) keys)))
        keys)))

(define (trees-{n} . numbers)
  (let ((tree (fold (lambda (key tree) (insert-{n} tree key)) #f numbers)))
    (cons (weight-{n} tree 0) (keys-{n} tree))))
""",
        f"(trees-{n} {' '.join(map(str, numbers))})",
        f"({' '.join(map(str, [total, *sorted(numbers)]))})",
    )


KINDS: tuple[Kind, ...] = (
    accounts,
    loops,
    macros,
    strings,
    closures,
    states,
    vectors,
    interpreters,
    controls,
    trees,
)
