; SRFI 101's lists with the names of R7RS-large's red edition, which collide with no others.
(define-library (scheme rlist)
  (import (perdure rlists))
  (export
    rquote requal? rpair? rcons rcar rcdr rcaar rcadr rcdar rcddr rcaaar rcaadr rcadar
    rcaddr rcdaar rcdadr rcddar rcdddr rcaaaar rcaaadr rcaadar rcaaddr rcadaar rcadadr
    rcaddar rcadddr rcdaaar rcdaadr rcdadar rcdaddr rcddaar rcddadr rcdddar rcddddr
    rnull? rlist? rlist make-rlist rlength rlength<=? rappend rreverse rlist-tail
    rlist-ref rlist-set rlist-ref/update rmap rfor-each rlist->list list->rlist))
