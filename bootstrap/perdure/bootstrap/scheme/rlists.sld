; Lists with access by index in logarithmic time: what (srfi 101) and (scheme rlist) export.
(define-library (perdure rlists)
  (import (perdure primitives) (perdure control) (perdure syntax) (perdure lists))
  (export
    rquote requal? rpair? rcons rcar rcdr rcaar rcadr rcdar rcddr rcaaar rcaadr rcadar
    rcaddr rcdaar rcdadr rcddar rcdddr rcaaaar rcaaadr rcaadar rcaaddr rcadaar rcadadr
    rcaddar rcadddr rcdaaar rcdaadr rcdadar rcdaddr rcddaar rcddadr rcdddar rcddddr
    rnull? rlist? rlist make-rlist rlength rlength<=? rappend rreverse rlist-tail
    rlist-ref rlist-set rlist-ref/update rmap rfor-each rlist->list list->rlist)
  (include "rlists.scm"))
