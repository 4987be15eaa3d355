#!/bin/sh
# codeBytes.sh ELF: bytes of every kernel part, and their sum. Sections of assembly have no sizes of
# their own: a part ends where the next symbol begins.
avr-nm -n "$1" | grep -v ' [bBdD] ' | awk '
    function value(hex, i, n) {
        n = 0
        for (i = 1; i <= length(hex); i++) n = n * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
        return n
    }
    { at = value($1) }
    part != "" && $3 ~ /^(nn_|start_tile|_etext|run$|infer$|main$|__)/ { bytes[part] += at - start; start = at; part = "" }
    $3 ~ /^(nn_|start_tile)/ && $3 != "nn_model" { part = $3; start = at }
    END { for (p in bytes) { print "# code", p, bytes[p]; sum += bytes[p] } print "# code of the kernels", sum }' | sort
