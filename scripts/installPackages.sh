#!/bin/sh
# Debian packages that the tests need: a browser, cross compilers, the Arduino AVR core, emulators.
# As root installs what is missing; otherwise prints the line to run and fails.
set -eu

packages="chromium fonts-dejavu-core gcc make gcc-avr avr-libc arduino-core-avr gcc-arm-none-eabi \
libnewlib-arm-none-eabi gcc-arm-linux-gnueabihf libc6-dev-armhf-cross qemu-system-arm qemu-user libsimavr-dev libelf-dev"

missing=
for package in $packages; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || status=
  [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # Word splitting is wanted.
  # shellcheck disable=SC2086
  apt-get install -y -qq --no-install-recommends $missing
else
  echo "The tests need packages that are not installed. Run:" >&2
  echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends$missing" >&2
  exit 1
fi
