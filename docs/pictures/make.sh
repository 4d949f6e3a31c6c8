#!/usr/bin/env bash
# Makes the pictures anew: the dossiers from what `make run` left in data/, the receipts from
# a county of their own.
# Needs LibreOffice, poppler-utils, chromium and a Chinese font.
set -euo pipefail
cd "$(dirname "$0")/../.."
export FONTCONFIG_FILE="$PWD/templates/dossiers/fonts.conf"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

page() { # file, number of the page, name of the picture
    soffice --headless --convert-to pdf --outdir "$scratch" "$1" >/dev/null 2>&1
    local pdf="$scratch/$(basename "${1%.*}").pdf"
    pdftoppm -png -r 60 -f "$2" -l "$2" -singlefile "$pdf" "docs/pictures/$3"
}

county=$(find data/outbox -type d -name 县级 -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2)
page "$county/申报表.docx" 5 county-form
page "$county/自评报告.docx" 8 county-report
.venv/bin/python docs/pictures/receipts.py
.venv/bin/python docs/pictures/review.py
.venv/bin/python docs/pictures/board.py
