; SRFI 1: lists. What may alter a list by the SRFI ("linear update") makes another
; here, but for append! and reverse!.
(define-library (srfi 1)
  (import (perdure primitives) (perdure syntax) (perdure control) (perdure lists))
  (export
    ; making
    cons list xcons cons* make-list list-tabulate list-copy circular-list iota
    ; kinds
    pair? null? proper-list? circular-list? dotted-list? not-pair? null-list?
    list=
    ; parts
    car cdr caar cadr cdar cddr caaar caadr cadar caddr cdaar cdadr cddar cdddr
    caaaar caaadr caadar caaddr cadaar cadadr caddar cadddr cdaaar cdaadr
    cdadar cdaddr cddaar cddadr cdddar cddddr list-ref first second third
    fourth fifth sixth seventh eighth ninth tenth car+cdr take drop take-right
    drop-right take! drop-right! split-at split-at! last last-pair
    ; length, joining, turning, taking apart
    length length+ append concatenate reverse append! concatenate! reverse!
    append-reverse append-reverse! zip unzip1 unzip2 unzip3 unzip4 unzip5 count
    ; folding and mapping
    map for-each fold unfold pair-fold reduce fold-right unfold-right
    pair-fold-right reduce-right append-map append-map! map! pair-for-each
    filter-map map-in-order
    ; choosing
    filter partition remove (rename filter filter!)
    (rename partition partition!) (rename remove remove!)
    ; searching
    member memq memv find find-tail any every list-index take-while drop-while
    (rename take-while take-while!) span break (rename span span!)
    (rename break break!)
    ; deleting
    delete delete-duplicates (rename delete delete!)
    (rename delete-duplicates delete-duplicates!)
    ; association lists
    assoc assq assv alist-cons alist-copy alist-delete
    (rename alist-delete alist-delete!)
    ; sets
    lset<= lset= lset-adjoin lset-union (rename lset-union lset-union!)
    lset-intersection (rename lset-intersection lset-intersection!)
    lset-difference (rename lset-difference lset-difference!)
    lset-xor (rename lset-xor lset-xor!)
    lset-diff+intersection
    (rename lset-diff+intersection lset-diff+intersection!)
    ; altering
    set-car! set-cdr!)
  (include "srfi-1.scm"))
