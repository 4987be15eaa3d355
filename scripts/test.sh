#!/usr/bin/env bash
# Everything that must be right: packages, types, lint, unit, firmware on emulated boards, the build,
# journeys through the built page. Runs all stages even where one fails; the last line counts.

set -u
cd "$(dirname "$0")/.."
export FORCE_COLOR="${FORCE_COLOR:-0}" NO_COLOR=1
results=test-results
rm -rf "$results" && mkdir -p "$results"

data="${MOTRANS_DATA:-../shared/data}"
if [ ! -d "$data" ]; then
  echo "not run: no data at $data, so nothing on real models (MOTRANS_DATA names the folder)"
fi

stage() { # name, command…: its time, and its outcome for the count
  local name="$1" start=$SECONDS status=0
  shift
  printf '\n== %s\n' "$name"
  "$@" </dev/null || status=$?
  printf '== %s: %s, %s s\n' "$name" "$([ "$status" -eq 0 ] && echo ok || echo FAILED)" "$((SECONDS - start))"
  echo "$name $status" >>"$results/stages.txt"
}

suite() { # vitest project
  npx vitest run --project "$1" --reporter=default --reporter=json \
    --outputFile.json="$results/$1.json"
}

stage packages sh scripts/installPackages.sh
stage kernels npm run -s kernels
stage types npm run -s types
stage lint npm run -s lint
stage unit suite unit
stage firmware suite firmware
stage build npm run -s build -- --logLevel error
stage journeys npm run -s journeys

echo
exec node scripts/countTests.mjs "$results"
