#!/bin/sh
# Makes what a first start needs: .env from .env.example, and secrets/ with keys and passwords.
# Safe to repeat: what exists is never overwritten. It starts nothing.
#
# The folder is closed to everybody but you (mode 700). The files in it can be read by the containers, whose
# users are not you: a file of mode 600 would be closed to them as well.
set -eu
cd "$(dirname "$0")/.."

[ -e .env ] || { cp .env.example .env; echo "made .env: look through it"; }

mkdir -p secrets
chmod 700 secrets

random() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

# keep NAME: the standard input becomes secrets/NAME, unless there is one.
keep() {
    [ -e "secrets/$1" ] && return
    cat > "secrets/$1.new"
    chmod 444 "secrets/$1.new"
    mv "secrets/$1.new" "secrets/$1"
    echo "made secrets/$1"
}

random | keep secret_key
random | keep suppression_key
random | keep mongo_root_password
random | keep mongo_app_password
random | keep mongo_reader_password
printf 'mongodb://sales_agent:%s@mongo:27017/?authSource=admin' "$(cat secrets/mongo_app_password)" | keep mongodb_uri

if [ ! -e secrets/mail_password ]; then
    : > secrets/mail_password
    chmod 644 secrets/mail_password
    echo "made secrets/mail_password, empty: put the password of the mailbox of services/init_data.json into it"
fi
