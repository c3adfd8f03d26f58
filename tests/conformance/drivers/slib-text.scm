; in an image
; package: slib
; files: usr/share/slib/strsrch.scm usr/share/slib/strcase.scm usr/share/slib/uri.scm usr/share/slib/coerce.scm usr/share/slib/glob.scm usr/share/slib/chap.scm usr/share/slib/xml-parse.scm
; what: searching, cases, URIs, file name patterns, an XML parser
; SLIB is told what to use here, as its Template.scm asks one to; its own `require` does the rest.
(define evaluate eval)
(define (eval x . where) (evaluate x (interaction-environment)))
(define exists? file-exists?)
(define remove-file delete-file)
(define (getenv name)
  (cond ((string=? name "SCHEME_LIBRARY_PATH") "usr/share/slib/")
        ((string=? name "{TEMPLATE}_IMPLEMENTATION_PATH") "")
        (else #f)))
(load "usr/share/slib/Template.scm")
(define file-exists? exists?)
(define delete-file remove-file)
(define macro:eval slib:eval)
(define macro:load slib:load-source)
(define (current-time) (exact (floor (current-second))))
(define difftime -)
(define (offset-time time by) (+ time by))

(require 'string-search)
(list (string-index "abcd" #\c) (substring? "rat" "pirate"))    ; => (2 2)
(find-string-from-port? "ab" (open-input-string "xxab"))        ; => 4
(require 'string-case)
(string-capitalize "hello there")       ; => "Hello There"
(require 'uri)
(uri->tree "http://www.example.org/pub/uri/#Related")
; => (http "www.example.org" ("" "pub" "uri" "") #f "Related")
(require 'coerce)
(coerce "abc" 'list)                    ; => (#\a #\b #\c)
(require 'glob)
(and ((filename:match?? "*.scm") "sort.scm") #t)    ; => #t
(require 'chapter-order)
(chap:string<? "a.9" "a.10")            ; => #t
(require 'xml-parse)
(define parse
  (ssax:make-parser
   NEW-LEVEL-SEED (lambda (name attributes namespaces content seed) '())
   FINISH-ELEMENT (lambda (name attributes namespaces parent seed) (cons (cons name (reverse seed)) parent))
   CHAR-DATA-HANDLER (lambda (text more seed) (cons text seed))))
(parse (open-input-string "<a><b>text</b><c x='1'/></a>") '())  ; => ((a (b "text") (c)))
(parse (open-input-string "<a></b>") '())
; error: #<string input port> "[GIMatch] broken for " (END . b) " while expecting " END a
