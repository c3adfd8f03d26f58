; SRFI 13: strings. All in it that may share or alter a string makes another, but for
; what ends in an exclamation mark.
(define-library (srfi 13)
  (import
    (except (perdure primitives) string-trim string-trim-right string-trim-both
            string-upcase string-downcase string-hash)
    (perdure strings))
  (export
    ; kinds
    string? string-null? string-every string-any
    ; making
    make-string string string-tabulate string->list list->string
    reverse-list->string string-join
    ; parts
    string-length string-ref string-copy substring/shared string-copy!
    string-take string-take-right string-drop string-drop-right
    string-pad string-pad-right string-trim string-trim-right string-trim-both
    ; altering
    string-set! string-fill!
    ; comparing
    string-compare string-compare-ci
    string<> string= string< string> string<= string>=
    string-ci<> string-ci= string-ci< string-ci> string-ci<= string-ci>=
    string-hash string-hash-ci
    string-prefix-length string-suffix-length string-prefix-length-ci
    string-suffix-length-ci string-prefix? string-suffix? string-prefix-ci?
    string-suffix-ci?
    ; searching
    string-index string-index-right string-skip string-skip-right string-count
    string-contains string-contains-ci
    ; case
    string-titlecase string-upcase string-downcase string-titlecase!
    string-upcase! string-downcase!
    ; turning and joining
    string-reverse string-reverse! string-append string-concatenate
    string-concatenate/shared (rename string-append string-append/shared)
    string-concatenate-reverse string-concatenate-reverse/shared
    ; one after the other
    (rename string-map-part string-map) string-map! string-fold
    string-fold-right string-unfold string-unfold-right
    (rename string-for-each-part string-for-each) string-for-each-index
    ; repeating, replacing, choosing
    xsubstring string-xcopy! string-replace string-tokenize
    string-filter string-delete
    ; the lower level
    string-parse-start+end string-parse-final-start+end let-string-start+end
    check-substring-spec substring-spec-ok? make-kmp-restart-vector kmp-step
    string-kmp-partial-search))
