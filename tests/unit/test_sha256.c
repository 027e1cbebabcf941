/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdint.h>
#include <string.h>

#include "base/sha256.h"

/* FIPS 180-4's examples, and what RFC 6234 adds: a million letters. */
Test(sha256, digests_are_those_of_the_standard)
{
    static const struct {
        const char *text, *digest;
        int32_t times;
    } cases[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 1},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 1},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", 1},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "aaa"
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        SHA2_CTX context;
        char digest[65];
        SHA256Init(&context);
        const size_t length = strlen(cases[i].text);
        if (cases[i].times == 0)
            for (size_t left = 1000000; left > 0;) {
                const size_t part = left < length ? left : length;
                sen_sha256_add(&context, cases[i].text, part);
                left -= part;
            }
        else
            sen_sha256_add(&context, cases[i].text, length);
        SHA256End(&context, digest);
        cr_assert(eq(str, digest, (char *)cases[i].digest));
    }
}

Test(sha256, pieces_of_any_length_give_what_libmd_gives)
{
    static uint8_t bytes[5000];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * i >> 3);
    for (size_t piece = 1; piece < 700; piece += 1 + piece / 9) {
        SHA2_CTX ours, theirs;
        char digest[65], expected[65];
        SHA256Init(&ours);
        SHA256Init(&theirs);
        for (size_t at = 0; at < sizeof bytes; at += piece) {
            const size_t left = sizeof bytes - at;
            sen_sha256_add(&ours, bytes + at, left < piece ? left : piece);
        }
        SHA256Update(&theirs, bytes, sizeof bytes);
        SHA256End(&ours, digest);
        SHA256End(&theirs, expected);
        cr_assert(eq(str, digest, expected), "pieces of %zu", piece);
    }
}
