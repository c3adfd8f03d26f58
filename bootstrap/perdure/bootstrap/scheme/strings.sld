; Procedures over strings that call procedures, of SRFIs 13 and 152. Where these two
; differ in one name, the library of each says which of the definitions here it means.
(define-library (perdure strings)
  (import
    (except (perdure primitives) string-trim string-trim-right string-trim-both
            string-upcase string-downcase string-hash string-split)
    (perdure control) (perdure syntax) (perdure lists))
  (export
    string-any string-every string-index string-index-right string-skip
    string-skip-right string-count string-filter string-delete string-trim
    string-trim-right string-trim-both string-take-while
    string-take-while-right string-drop-while string-drop-while-right
    string-span string-break
    string-tabulate string-unfold string-unfold-right string-fold
    string-fold-right string-for-each-index string-for-each-part
    string-map-part string-map! string-map-texts
    string-compare string-compare-ci string-upcase string-downcase
    string-titlecase string-hash string-split
    ; for libraries of other kinds of text
    scan select trim base-of final-of
    string-parse-start+end string-parse-final-start+end
    let-string-start+end check-substring-spec make-kmp-restart-vector kmp-step
    string-kmp-partial-search)
  (include "strings.scm" "strings-kmp.scm"))
