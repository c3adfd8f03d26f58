; SRFI 116: lists that never change. Their pairs are those that a literal is made of; so what
; takes lists takes them too, and where nothing is made the procedure is SRFI 1's.
(define-library (srfi 116)
  (import (except (perdure primitives) append! reverse!) (perdure control) (perdure syntax)
          (srfi 1) (srfi 128))
  (export
    iq
    ; making
    ipair ilist xipair ipair* make-ilist ilist-tabulate ilist-copy iiota
    ; kinds
    proper-ilist? ilist? dotted-ilist? ipair? null-ilist? not-ipair?
    ; parts
    (rename car icar) (rename cdr icdr) (rename caar icaar) (rename cadr icadr)
    (rename cdar icdar) (rename cddr icddr) (rename caaar icaaar) (rename caadr icaadr)
    (rename cadar icadar) (rename caddr icaddr) (rename cdaar icdaar)
    (rename cdadr icdadr) (rename cddar icddar) (rename cdddr icdddr)
    (rename caaaar icaaaar) (rename caaadr icaaadr) (rename caadar icaadar)
    (rename caaddr icaaddr) (rename cadaar icadaar) (rename cadadr icadadr)
    (rename caddar icaddar) (rename cadddr icadddr) (rename cdaaar icdaaar)
    (rename cdaadr icdaadr) (rename cdadar icdadar) (rename cdaddr icdaddr)
    (rename cddaar icddaar) (rename cddadr icddadr) (rename cdddar icdddar)
    (rename cddddr icddddr)
    (rename list-ref ilist-ref) (rename first ifirst) (rename second isecond)
    (rename third ithird) (rename fourth ifourth) (rename fifth ififth)
    (rename sixth isixth) (rename seventh iseventh) (rename eighth ieighth)
    (rename ninth ininth) (rename tenth itenth) (rename car+cdr icar+icdr)
    (rename drop idrop) (rename drop ilist-tail) (rename take-right itake-right)
    (rename last ilast) (rename last-pair last-ipair)
    itake idrop-right isplit-at
    ; length, joining, turning, taking apart
    iappend iconcatenate ireverse iappend-reverse
    izip iunzip1 iunzip2 iunzip3 iunzip4 iunzip5
    ; folding and mapping
    (rename length ilength) (rename count icount) (rename for-each ifor-each)
    (rename fold ifold) (rename fold-right ifold-right) (rename pair-fold ipair-fold)
    (rename pair-fold-right ipair-fold-right) (rename reduce ireduce)
    (rename reduce-right ireduce-right) (rename pair-for-each ipair-for-each)
    iunfold iunfold-right imap iappend-map ifilter-map imap-in-order
    ; choosing, deleting
    ifilter ipartition iremove itake-while ispan ibreak
    idelete idelete-duplicates ialist-cons ialist-delete
    ; searching, applying, comparing
    (rename member imember) (rename memq imemq) (rename memv imemv) (rename find ifind)
    (rename find-tail ifind-tail) (rename any iany) (rename every ievery)
    (rename list-index ilist-index) (rename drop-while idrop-while)
    (rename assoc iassoc) (rename assq iassq) (rename assv iassv) (rename apply iapply)
    (rename list= ilist=)
    ; changed and converted
    replace-icar replace-icdr
    pair->ipair ipair->pair list->ilist ilist->list
    tree->itree itree->tree gtree->itree gtree->tree
    ; comparators
    ipair-comparator ilist-comparator make-ipair-comparator make-ilist-comparator
    make-improper-ilist-comparator make-icar-comparator make-icdr-comparator)
  (include "srfi-116.scm"))
