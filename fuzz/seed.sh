#!/bin/sh
# Fills fuzz/corpus with seeds made from tests/data by OpenSSL: keys, signatures and ciphertexts that
# are valid, for the fuzzers to break.
set -eu
cd "$(dirname "$0")"
data=../tests/data
mkdir -p corpus/private_key corpus/public_key corpus/verify corpus/decrypt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$data"/*.pem corpus/private_key
cp "$data"/*.pem corpus/public_key
for bits in 2048 2049 3072 4096; do
    key=$data/rsa$bits.pem
    openssl pkcs8 -topk8 -nocrypt -in "$key" -outform DER -out "corpus/private_key/$bits.pkcs8.der"
    openssl rsa -in "$key" -traditional -outform DER -out "corpus/private_key/$bits.pkcs1.der"
    openssl rsa -in "$key" -pubout -outform DER -out "corpus/public_key/$bits.spki.der"
    openssl rsa -in "$key" -RSAPublicKey_out -outform DER -out "corpus/public_key/$bits.pkcs1.der"
done

# A string after its length in two bytes, as the target verify reads it.
string() {
    len=$(wc -c <"$1")
    printf "\\$(printf %03o $((len / 256)))\\$(printf %03o $((len % 256)))"
    cat "$1"
}

printf message >"$work/message"
scheme=0
for padding in pkcs1 pss; do
    for hash in sha256 sha384 sha512; do
        set -- -sigopt "rsa_padding_mode:$padding"
        [ $padding = pkcs1 ] || set -- "$@" -sigopt rsa_pss_saltlen:digest
        for bits in 2048 3072; do
            openssl dgst -$hash -sign "$data/rsa$bits.pem" "$@" -out "$work/signature" "$work/message"
            {
                printf "\\$(printf %03o $scheme)"
                string "corpus/public_key/$bits.spki.der"
                string "$work/signature"
                cat "$work/message"
            } >"corpus/verify/$padding-$hash-$bits"
        done
        scheme=$((scheme + 1))
    done
done

encrypt() {
    name=$1
    shift
    openssl pkeyutl -encrypt -inkey "$data/rsa2048.pem" -in "$work/message" \
        -out "corpus/decrypt/$name" "$@"
}
encrypt pkcs1 -pkeyopt rsa_padding_mode:pkcs1
encrypt oaep -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256
encrypt oaep-label -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha512 \
    -pkeyopt rsa_mgf1_md:sha256 -pkeyopt rsa_oaep_label:6c6162656c
# The padded messages themselves: the target encrypts them again.
for name in pkcs1 oaep oaep-label; do
    openssl pkeyutl -decrypt -inkey "$data/rsa2048.pem" -in "corpus/decrypt/$name" \
        -pkeyopt rsa_padding_mode:none | tail -c +2 >"corpus/decrypt/$name.em"
done
