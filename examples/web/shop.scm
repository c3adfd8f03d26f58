; What the server loads whenever it starts: the names that app.py calls.
;
; Where neither this file nor a library that it imports has changed, nothing is evaluated. A
; library that has changed is loaded anew; orders that are under way keep the one that they
; began with.

(import (only (fulfilling) take-order))
