#!/bin/sh
# Runs every scorer on what it finds in a folder of labelled cases: sh benchmarks/score.sh PYTHON FOLDER
# In the folder, each where it is there: when.jsonl, bounces/ or bounces.tar.gz (*.eml with truth.json), replies/*.jsonl
# (mails with quotes), intents/*.jsonl (replies with one label). Without a folder only the project's own benchmark of
# replies is scored. It measures, and fails only when it is asked wrongly.
set -eu
python=$1
cases=${2:-}
here=$(dirname "$0")
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

echo "== understanding, on the benchmark's test half"
"$python" "$here/replies/score_replies.py"

[ -n "$cases" ] || { echo "for more, name a folder of cases: make score CASES=FOLDER" >&2; exit 0; }
[ -d "$cases" ] || { echo "there is no folder $cases" >&2; exit 2; }

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

if [ -d "$cases/replies" ]; then
    echo "== the client's own words"
    "$python" "$here/mail/score_extraction.py" "$cases/replies"
fi

if [ -d "$cases/intents" ]; then
    echo "== what a reply wants"
    for file in "$cases"/intents/*.jsonl; do
        echo "$(basename "$file")"
        "$python" "$here/replies/score_replies.py" --cases "$file"
    done
fi
