#!/bin/sh
# Runs every scorer on what it finds in a folder of labelled cases: sh benchmarks/score.sh PYTHON FOLDER
# In the folder, each where it is there: when.jsonl, bounces/ or bounces.tar.gz (*.eml with truth.json),
# replies/*.jsonl. It measures, and fails only when it is asked wrongly.
set -eu
python=$1
cases=${2:-}
[ -d "$cases" ] || { echo "name the folder of cases: make score CASES=FOLDER" >&2; exit 2; }
here=$(dirname "$0")
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

if [ -f "$cases/when.jsonl" ]; then
    echo "== dates"
    "$python" "$here/replies/score_when.py" "$cases/when.jsonl"
fi

bounces=$cases/bounces
if [ ! -d "$bounces" ] && [ -f "$bounces.tar.gz" ]; then
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    tar -xzf "$bounces.tar.gz" -C "$scratch"
    bounces=$scratch/bounces
fi
if [ -d "$bounces" ]; then
    echo "== automatic mail"
    set --
    [ -d "$cases/replies" ] && set -- "$cases"/replies/*.jsonl
    "$python" "$here/mail/score_automatic.py" "$bounces" "$@"
fi

if [ -d "$cases/replies" ] && [ -f "$here/replies/score_replies.py" ]; then
    echo "== what a reply says without its quotes"
    "$python" "$here/replies/score_replies.py" "$cases"/replies/*.jsonl
fi
if [ -d "$cases/intents" ] && [ -f "$here/replies/score_intents.py" ]; then
    echo "== what a reply wants"
    "$python" "$here/replies/score_intents.py" "$cases"/intents/*.jsonl
fi
