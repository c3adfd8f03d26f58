"""The arguments of each procedure of R7RS-small (R7RS chapter 6): a line for each shape.

    vector-ref          : vector index
    string-copy         : string [index index]
    append, list        : any ...

Before the colon the names, after it the kind of each argument; those in brackets are
optional, and the last one before ` ...` may be repeated any number of times, also none.
The procedures that read and write ports and files have tests of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

TABLE = """
eq? eqv? equal?                         : any any
number? complex? real? rational? integer? exact-integer?        : any
exact? inexact? finite? infinite? nan? zero?                    : number
positive? negative?                     : real
odd? even?                              : integer
=                                       : number number ...
< > <= >=                               : real real ...
max min                                 : real real ...
+ *                                     : number ...
- /                                     : nonzero nonzero ...
abs                                     : real
floor/ floor-quotient floor-remainder truncate/ truncate-quotient : integer nonzero-integer
truncate-remainder quotient remainder modulo                    : integer nonzero-integer
gcd lcm                                 : integer ...
numerator denominator                   : rational
floor ceiling truncate round            : real
rationalize                             : real real
exp sin cos tan asin acos               : number
log                                     : number [base]
atan                                    : number
square sqrt                             : number
exact-integer-sqrt                      : natural
expt                                    : nonzero number
make-rectangular make-polar             : real real
real-part imag-part magnitude angle     : number
inexact exact->inexact                  : number
exact inexact->exact                    : finite
number->string                          : number [radix]
string->number                          : string [radix]
not boolean? pair? null? list? symbol? char? string? vector? bytevector? procedure? : any
promise? eof-object? error-object? read-error? file-error? port? input-port?        : any
output-port? textual-port? binary-port? : any
boolean=?                               : boolean boolean boolean ...
cons                                    : any any
append                                  : list any
caar cadr cdar cddr caaar caadr cadar caddr cdaar cdadr cddar cdddr         : tree
caaaar caaadr caadar caaddr cadaar cadadr caddar cadddr                     : tree
cdaaar cdaadr cdadar cdaddr cddaar cddadr cdddar cddddr                     : tree
car cdr                                 : pair
set-car! set-cdr!                       : pair any
make-list                               : size [any]
list                                    : any ...
length reverse                          : list
list-tail                               : list small
list-ref                                : list small
list-set!                               : list small any
memq memv                               : any list
assq assv                               : any alist
member                                  : any list [binary]
assoc                                   : any alist [binary]
list-copy make-promise                  : any
symbol=?                                : symbol symbol symbol ...
symbol->string                          : symbol
string->symbol                          : string
char=? char<? char>? char<=? char>=?    : char char ...
char-ci=? char-ci<? char-ci>? char-ci<=? char-ci>=?             : char char ...
char-alphabetic? char-numeric? char-whitespace? char-upper-case? char-lower-case? : char
digit-value char->integer char-upcase char-downcase char-foldcase                 : char
integer->char                           : code-point
make-string                             : size [char]
string                                  : char ...
string-length                           : string
string-ref                              : string small
string-set!                             : string small char
string=? string<? string>? string<=? string>=?                  : string string ...
string-ci=? string-ci<? string-ci>? string-ci<=? string-ci>=?   : string string ...
string-upcase string-downcase string-foldcase                   : string
substring                               : string start end
string-append                           : string ...
string->list string-copy string->vector : string [start end]
list->string                            : char-list
vector->string                          : char-vector [start end]
string-copy!                            : string start string [start end]
string-fill!                            : string char [start end]
make-vector                             : size [any]
vector                                  : any ...
vector-length                           : vector
vector-ref                              : vector small
vector-set!                             : vector small any
vector->list vector-copy                : vector [start end]
list->vector                            : list
vector-copy!                            : vector start vector [start end]
vector-append                           : vector ...
vector-fill!                            : vector any [start end]
make-bytevector                         : size [byte]
bytevector                              : byte ...
bytevector-length                       : bytevector
bytevector-u8-ref                       : bytevector small
bytevector-u8-set!                      : bytevector small byte
bytevector-copy utf8->string            : bytevector [start end]
bytevector-copy!                        : bytevector start bytevector [start end]
bytevector-append                       : bytevector ...
string->utf8                            : string [start end]
apply                                   : variadic list
map for-each                            : unary list
vector-map vector-for-each              : unary vector
string-for-each                         : unary string
string-map                              : char-procedure string
call-with-current-continuation call/cc  : unary
call-with-values                        : thunk variadic
dynamic-wind                            : thunk thunk thunk
force                                   : any
make-parameter                          : any [unary]
with-exception-handler                  : unary thunk
error-object-message error-object-irritants                     : error-object
call-with-port                          : port unary
close-port                              : port
input-port-open?                        : input-port
output-port-open?                       : output-port
close-input-port                        : input-port
close-output-port                       : output-port
open-input-string                       : string
open-input-bytevector                   : bytevector
open-output-string open-output-bytevector eof-object            :
get-output-string                       : string-output-port
get-output-bytevector                   : bytevector-output-port
read-char peek-char read-line char-ready?                       : [text-input-port]
read-string                             : size [text-input-port]
read-u8 peek-u8 u8-ready?               : [binary-input-port]
read-bytevector                         : size [binary-input-port]
read-bytevector!                        : bytevector [binary-input-port start end]
write-char                              : char [text-output-port]
write-string                            : string [text-output-port start end]
write-u8                                : byte [binary-output-port]
write-bytevector                        : bytevector [binary-output-port start end]
newline                                 : [text-output-port]
flush-output-port                       : [output-port]
write write-shared write-simple display : any [text-output-port]
features current-second current-jiffy jiffies-per-second        :
environment                             : library-name ...
eval                                    : expression environment
null-environment scheme-report-environment                      : version
"""


@dataclass(frozen=True)
class Signature:
    """The kinds of a procedure's arguments."""

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    rest: str = ""  #: the kind of all further arguments, or "": there are none


def signatures() -> list[Signature]:
    """One for each name in the table."""
    found = []
    for line in TABLE.strip().splitlines():
        names, _, kinds = line.partition(":") if ": " not in line else line.rpartition(" :")
        required, _, optional = kinds.partition("[")
        parts = required.split()
        rest = ""
        if parts[-1:] == ["..."]:
            rest = parts[-2]
            parts = parts[:-2]
        extra = tuple(optional.rstrip("]").split())
        found += [Signature(name, tuple(parts), extra, rest) for name in names.split()]
    return found
