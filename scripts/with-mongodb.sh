#!/usr/bin/env bash
# Runs a command with READ_MODELS_URL set to a server that speaks MongoDB's protocol, started for it on the loopback:
#   scripts/with-mongodb.sh npm test
# Takes the server that READ_MODELS_URL names already, where it does. Else FerretDB (SQLite inside), built once with Go
# and kept in the user's cache; where that cannot be, says why, and runs the command without.
set -euo pipefail

VERSION=v1.24.2
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/hepatrace"
BINARY="$CACHE/ferretdb-$VERSION"

without() {
  echo "skipped: a MongoDB server for the tests, because $1" >&2
  "${COMMAND[@]}"
  exit
}

# The module lacks the file that names its version, so that `go install` fails: it is built from a copy.
build() {
  local source
  source="$(cd / && go mod download -json "github.com/FerretDB/FerretDB@$VERSION" | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')" || return 1
  [ -n "$source" ] || return 1
  cp -R "$source" "$1/source"
  chmod -R u+w "$1/source"
  echo "$VERSION" > "$1/source/build/version/version.txt"
  (cd "$1/source" && go build -trimpath -o "$1/ferretdb" ./cmd/ferretdb) || return 1
  mkdir -p "$CACHE"
  mv "$1/ferretdb" "$BINARY"
}

free_port() {
  node -e "const s = require('net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })"
}

COMMAND=("$@")
[ ${#COMMAND[@]} -gt 0 ] || { echo "usage: scripts/with-mongodb.sh COMMAND [ARGUMENT...]" >&2; exit 2; }
[ -z "${READ_MODELS_URL:-}" ] || exec "${COMMAND[@]}"

FOLDER="$(mktemp -d)"
SERVER=""
finish() {
  [ -z "$SERVER" ] || { kill "$SERVER" && wait "$SERVER"; } 2> /dev/null || true
  rm -rf "$FOLDER"
}
trap finish EXIT

if [ ! -x "$BINARY" ]; then
  command -v go > /dev/null || without "there is no Go to build FerretDB with"
  echo "building FerretDB $VERSION, once (a few minutes)" >&2
  build "$FOLDER" || without "FerretDB $VERSION could not be built"
fi

mkdir "$FOLDER/data" "$FOLDER/state"
PORT="$(free_port)"
"$BINARY" --handler=sqlite --sqlite-url="file:$FOLDER/data/" --listen-addr="127.0.0.1:$PORT" --state-dir="$FOLDER/state" \
  --telemetry=disable --debug-addr=- --log-level=error 2> "$FOLDER/log" &
SERVER=$!
for _ in $(seq 100); do
  (: < "/dev/tcp/127.0.0.1/$PORT") 2> /dev/null && break
  kill -0 "$SERVER" 2> /dev/null || { cat "$FOLDER/log" >&2; without "FerretDB did not start"; }
  sleep 0.1
done

# With a server at hand no test of it may be skipped.
READ_MODELS_URL="mongodb://127.0.0.1:$PORT/hepatrace" HEPATRACE_EXPECT_SERVICES=READ_MODELS_URL "${COMMAND[@]}"
