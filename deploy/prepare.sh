#!/bin/sh
# Makes what the first start of docker-compose.yml needs, as root: the secrets, and the folders
# that the service writes into. What is there already stays as it is.
set -eu
cd "$(dirname "$0")/.."
if [ -f .env ]; then set -a; . ./.env; set +a; fi

secrets=${JUNHENG_SECRETS:-./secrets}
user=50000
umask 077

random() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }
secret() { # NAME TEXT
    [ -s "$secrets/$1" ] || printf '%s\n' "$2" >"$secrets/$1"
}

mkdir -p "$secrets"
for name in postgres_password redis_password jwt_secret api_secret store_secret upload_password \
    pseudonym_key received_key signing_key; do
    secret "$name" "$(random 32)"
done
secret store_key "$(random 10)"
secret fernet_key "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_')"
database="airflow:$(cat "$secrets/postgres_password")@postgres/airflow"
secret database_url "postgresql+psycopg2://$database"
secret result_url "db+postgresql://$database"
secret broker_url "redis://:$(cat "$secrets/redis_password")@redis:6379/0"
chown -R "root:$user" "$secrets"
chmod 0750 "$secrets"
chmod 0440 "$secrets"/*

for folder in "${JUNHENG_INTAKE_FOLDER:-./data/intake}" "${JUNHENG_OUTBOX_FOLDER:-./data/outbox}" \
    "${JUNHENG_STORE_FOLDER:-./data/store}" "${JUNHENG_UPLOAD_FOLDER:-./data/upload}"; do
    install -d -o "$user" -g "$user" -m 0750 "$folder"
done
